#!/bin/sh
# Lays out what the image needs besides the release: a shell for the launcher, the C library and what else
# Java loads, from this machine; a user, and the folders that it writes to.
# usage: root.sh RUNTIME FOLDER
set -eu
runtime=$1 root=$2

rm -rf "$root"
mkdir -p "$root/bin" "$root/etc" "$root/site" "$root/work" "$root/tmp"
cp -L /bin/sh "$root/bin/sh"
echo 'bactrian:x:10001:10001::/work:/bin/sh' >"$root/etc/passwd"
echo 'bactrian:x:10001:' >"$root/etc/group"

# java.desktop is there for java.beans; its own libraries (X11, fonts) are never loaded
for file in /bin/sh "$runtime"/bin/java "$runtime"/lib/server/libjvm.so \
  "$runtime"/lib/lib[a-z]*.so; do
  case $file in
    *awt* | *font* | *splash* | *sound* | *jpeg* | *lcms* | *mlib*) ;;
    *) ldd "$file" | sed -n 's/^[^/]*\(\/[^ ]*\) (0x.*/\1/p' ;;
  esac
done | sort -u | while read -r library; do
  case $library in
    "$runtime"/*) ;;
    *)
      mkdir -p "$root$(dirname "$library")"
      cp -L "$library" "$root$library"
      ;;
  esac
done
