#!/usr/bin/env python3
"""Renews platform/src/main/resources/postal-rules.tsv from libaddressinput: what an address needs in each country.

    git clone --depth 1 https://github.com/google/libaddressinput
    .github/scripts/postal-rules.py libaddressinput

Which fields there are and which are required comes from what the library is built with; how a postal code looks, from the
copy of the address data service that its tests run on.
"""
import json
import pathlib
import re
import subprocess
import sys

source = pathlib.Path(sys.argv[1])
target = pathlib.Path(__file__).resolve().parents[2] / "platform/src/main/resources/postal-rules.tsv"
commit = subprocess.run(
    ["git", "-C", source, "log", "-1", "--format=%H of %cs"], capture_output=True, text=True, check=True
).stdout.strip()

constants = source / "common/src/main/java/com/google/i18n/addressinput/common/RegionDataConstants.java"
formats = {
    country: json.loads(json.loads(f'"{data}"'))
    for country, data in re.findall(r'map\.put\("([A-Z]{2})", "(.*)"\);', constants.read_text("utf-8"))
}
codes = {
    country: json.loads(data).get("zip", "")
    for country, data in re.findall(
        r"^data/([A-Z]{2})=(.*)$", (source / "testdata/countryinfo.txt").read_text("utf-8"), re.MULTILINE
    )
}

with target.open("w", encoding="utf-8") as file:
    file.write(f"# What an address needs, from libaddressinput (github.com/google/libaddressinput), {commit}.\n")
    file.write("# The data are licensed under CC BY 4.0. To renew: .github/scripts/postal-rules.py\n")
    file.write("# country, postal code (none, optional, required), region (optional, required), pattern of the postal code\n")
    for country in sorted(formats):
        form = formats[country].get("fmt", formats["ZZ"]["fmt"])
        required = formats[country].get("require", formats["ZZ"]["require"])
        code = "none" if "%Z" not in form else "required" if "Z" in required else "optional"
        region = "required" if "S" in required else "optional"
        pattern = codes.get(country, "") if code != "none" else ""
        file.write(f"{country}\t{code}\t{region}\t{pattern}".rstrip() + "\n")
