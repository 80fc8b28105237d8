#!/usr/bin/env python3
"""Counts a Notion Markdown export with nothing but regular expressions: an opinion that shares no code with the reader.

usage: count-export.py EXPORT.zip
Prints pages and databases (by id in the file names), child pairs (by folders), linked pairs (references by id outside
code whose target is another page that is not in the page's own folder), self links and missing targets (occurrences).
"""
import io, json, re, sys, urllib.parse, zipfile

HEX = r"[0-9a-f]{32}"


def files(data):
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        for name in z.namelist():
            if re.match(r"[^/]*Part-\d+\.zip$", name):
                yield from files(z.read(name))
            elif not name.endswith("/"):
                yield name, z.read(name)


texts, dirs, is_db, folder_of = {}, {}, set(), {}
for name, data in files(open(sys.argv[1], "rb").read()):
    found = re.search(rf"^(.*?/?)([^/]*?) ?({HEX})(_all)?\.(md|csv)$", name)
    if not found:
        continue
    folder, title, id, whole, ext = found.groups()
    dirs[id] = folder.rstrip("/")
    text = data.decode("utf-8", "replace").lstrip("\ufeff")
    if ext == "csv":
        is_db.add(id)
    else:
        texts[id] = text
    for stem in (f"{title} {id}", title):
        folder_of.setdefault(f"{folder}{stem}", []).append(id)

nodes = set(dirs)
children = set()
for id, folder in dirs.items():
    for owner in folder_of.get(folder, [])[:1]:
        children.add((owner, id))

linked, own, selfs, missing = set(), set(), 0, 0
for id, text in texts.items():
    text = re.sub(r"^( *)(```+|~~~+)[^\n]*\n.*?^\1\2[ ]*$", "", text, flags=re.S | re.M)
    text = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text)
    for ref in re.findall(r"(?<!!)\[[^\]]*\]\(((?:[^\s()]|\([^\s()]*\))+)\)", text):
        ref = urllib.parse.unquote(ref.split("#")[0].split("?")[0])
        if re.match(r"[a-z]+:", ref) and not re.match(r"https?://(www\.)?notion\.so/", ref):
            continue
        found = re.search(rf"({HEX})(\.md|\.csv)?$", ref)
        if not found:
            continue
        target = found.group(1)
        if target not in nodes:
            missing += 1
        elif target == id:
            selfs += 1
        elif (id, target) in children:
            own.add((id, target))
        else:
            linked.add((id, target))

print(json.dumps({"pages": len(nodes - is_db), "databases": len(is_db & nodes), "child_pairs": len(children),
                  "linked_pairs": len(linked), "child_and_linked": len(own), "self_links": selfs, "missing": missing}))
