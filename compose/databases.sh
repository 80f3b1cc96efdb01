#!/usr/bin/env bash
# A database and its owner for each service, and nobody else gets in: cart for CART_DATABASE_PASSWORD, and so on. It may run
# as often as it likes: what is missing is made, passwords become those that are given, and no data are touched. PGHOST,
# PGUSER and PGPASSWORD say where.
set -euo pipefail

create() {
  psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --dbname=postgres --set=database="$1" --set=owner="$2" --set=password="$3" <<'END_OF_SQL'
select format('create user %I', :'owner') where not exists (select from pg_roles where rolname = :'owner') \gexec
alter user :"owner" password :'password';
select format('create database %I owner %I', :'database', :'owner')
where not exists (select from pg_database where datname = :'database') \gexec
revoke connect on database :"database" from public;
END_OF_SQL
}

psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --dbname=postgres \
  --command='revoke connect on database postgres, template1 from public'
for password in $(compgen -e | grep '_DATABASE_PASSWORD$'); do
  owner=$(tr '[:upper:]' '[:lower:]' <<<"${password%_DATABASE_PASSWORD}")
  database=$owner
  # order is a word of SQL
  if [ "$owner" = order ]; then database=orders; fi
  create "$database" "$owner" "${!password}"
done
