#!/bin/sh
# A program as macOS has it, under whose name this is called: it refuses what GNU's alone takes, and leaves the rest to the
# one at hand.
name=${0##*/}
PATH=/usr/bin:/bin
for word in "$@"; do
  case "$name $word" in
    # which has some long ones
    grep\ --line-buffered) ;;
    *\ --[a-z]* | base64\ -w* | cp\ -*[alTt] | date\ -[dI]* | date\ *%N* | find\ -printf | find\ -quit | find\ -regextype | \
      fmt\ -g* | grep\ -*P* | ln\ -*[rT]* | mktemp\ -p* | mv\ -[tT] | readlink\ -[efm]* | realpath\ -* | \
      sed\ -*i | sed\ -*[suz] | sed\ *\\[sSwW+?\|x]* | sort\ -*V* | stat\ -c* | touch\ -*d* | xargs\ -r*)
      echo "$name: illegal option: $word" >&2
      exit 64
      ;;
  esac
done
# BSD's name of an option that GNU's sed takes for another
if [ "$name ${1:-}" = 'sed -l' ] && [ "$(uname)" = Linux ]; then
  shift
  set -- -u "$@"
fi
exec "$name" "$@"
