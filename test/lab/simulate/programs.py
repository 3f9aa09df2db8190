"""The programs that all simulated hosts share, with their libraries: copied once from this machine."""

import glob
import os
import re
import shutil
import subprocess

from profiles import CODENAME, RELEASE, REVISION
from system import link, read, store, write

SEARCH = "/usr/bin:/bin:/usr/sbin:/sbin"
LAB = store("lab-tools-1")

# On NixOS these come from requiredPackages; awk is gawk there.
TOOLS = """bash cat head tail tr sort uniq wc cut printf test [ echo true false sleep seq ls mkdir rm cp mv ln
readlink realpath stat dirname basename id whoami date uname hostname timeout tee od md5sum sha256sum base64 mktemp
touch chmod env nproc df du expr paste yes grep egrep sed awk find xargs gzip gunzip zcat sysctl ps kill free uptime
mount findmnt lsmod getent dmesg which tar diff cmp nohup getconf setpriv""".split()
APPLETS = """cat head tail tr sort uniq wc cut printf test [ echo true false sleep ls mkdir rm cp mv ln readlink
realpath stat dirname basename id whoami date uname hostname env grep sed find xargs gzip zcat ps kill mount
timeout yes""".split()
OTHERS = "sshd fish sudo dash busybox perl".split()
SOURCE = {"awk": "gawk"}

SCRIPTS = {
    # No mount can change uname(2): release and version come from /proc, the rest from the real uname.
    "uname": r"""#!/bin/sh
flags=$(printf '%s' "$@" | sed 's/--kernel-release/r/; s/--kernel-version/v/; s/--all/a/; s/-//g')
case ${flags:=s} in *a*) flags=snrvmo ;; *[!snrvmpio]*) exec LAB/bin/uname.real "$@" ;; esac
out=
for f in s n r v m p i o; do
  case $flags$f in
    *r*r) read -r value < /proc/sys/kernel/osrelease ;;
    *v*v) read -r value < /proc/sys/kernel/version ;;
    *$f*$f) value=$(LAB/bin/uname.real -$f) ;;
    *) continue ;;
  esac
  out="$out${out:+ }$value"
done
printf '%s\n' "$out"
""",
    # perl's own search path is compiled in, and leads to folders that a NixOS host does not have.
    "perl": '#!/bin/sh\nPERL_BADLANG=0 exec LAB/bin/perl.real -ILAB/lib/perl "$@"\n',
    "nixos-version": f"""#!/bin/sh
case $1 in
  --json) echo '{{"nixosVersion":"{RELEASE}","nixpkgsRevision":"{REVISION}"}}' ;;
  --hash | --revision) echo {REVISION} ;;
  *) echo "{RELEASE} ({CODENAME})" ;;
esac
""",
    # Sends the first half of what the client asked for, then kills this connection's sshd: the login shell stands
    # between sshd and this script.
    "lab-half": r"""#!/bin/sh
out=$(mktemp)
"$SHELL" -c "${SSH_ORIGINAL_COMMAND:-true}" > "$out" 2>&1
head -c $(($(wc -c < "$out") / 2)) "$out"
rm -f "$out"
sleep 0.3
kill -9 $(ps -o ppid= -p $PPID)
""",
    "lab-flood": """#!/bin/sh
exec timeout 300 yes 'kernel.kptr_restrict = 0  # and so on, without an end'
""",
}


def find(program):
    return shutil.which(program, path=SEARCH)


def gather(state):
    """state/base: the folder that hosts see as LAB, the setuid wrappers, and an ld.so.cache that points into LAB."""
    base = f"{state}/base"
    if os.path.exists(f"{base}/etc/ld.so.cache"):
        return
    shutil.rmtree(base, ignore_errors=True)
    top = base + LAB
    for folder in ("bin", "lib", "share", "libexec"):
        os.makedirs(f"{top}/{folder}")
    for name in TOOLS + OTHERS:
        found = find(SOURCE.get(name, name))
        if found:
            shutil.copy(found, f"{top}/bin/{name}" + (".real" if name in SCRIPTS else ""))
    for pattern in (
        "/usr/lib*/sudo/sudoers.so",
        "/usr/lib/*/security/pam_unix.so",
        "/usr/lib/*/security/pam_permit.so",
    ):
        shutil.copy(glob.glob(pattern)[0], f"{top}/libexec")
    perl = glob.glob("/usr/lib/*/perl-base")
    if perl:
        shutil.copytree(perl[0], f"{top}/lib/perl", ignore=shutil.ignore_patterns("unicore"))
    copy_libraries(base, top)
    for name, text in SCRIPTS.items():
        write(f"{top}/bin/{name}", text.replace("LAB", LAB), 0o755)
    link(f"{top}/bin/sh", "bash")
    link(f"{top}/bin/ash", "dash")
    unused = shutil.ignore_patterns("completions", "man", "tools", "groff", "vendor_*")
    shutil.copytree("/usr/share/fish", f"{top}/share/fish", symlinks=True, ignore=unused)
    write(f"{top}/etc/fish/config.fish", "test -r /etc/fish/config.fish; and source /etc/fish/config.fish\n")
    if os.path.isdir("/usr/lib/locale/C.utf8"):
        shutil.copytree("/usr/lib/locale/C.utf8", f"{top}/lib/locale/C.utf8")
    os.makedirs(f"{base}/wrappers")
    os.rename(f"{top}/bin/sudo", f"{base}/wrappers/sudo")
    os.chmod(f"{base}/wrappers/sudo", 0o4755)
    write(f"{base}/etc/ld.so.conf", f"{LAB}/lib\n")
    subprocess.run([find("ldconfig"), "-X", "-r", base], check=True)


def copy_libraries(base, top):
    plugins = glob.glob(f"{top}/lib/perl/auto/**/*.so", recursive=True)
    listed = subprocess.run(["ldd", *glob.glob(f"{top}/*/*"), *plugins], capture_output=True, text=True).stdout
    for name, path in re.findall(r"^\s+(?:(\S+) => )?(/\S+) \(0x", listed, re.M):
        shutil.copy(path, f"{top}/lib/{name or os.path.basename(path)}")
        if not name:
            write(f"{base}/interpreter", path)


def interpreter(state):
    """The path of the dynamic loader that the copied programs name."""
    return read(f"{state}/base/interpreter")


def user_programs(state, profile):
    """What /run/current-system/sw/bin holds: name -> path on the host."""
    if profile.minimal:
        return {
            **{name: f"{LAB}/bin/busybox" for name in APPLETS},
            **{name: f"{LAB}/bin/{name}" for name in ("uname", "ash", "nixos-version")},
            "sh": f"{LAB}/bin/dash",
        }
    names = [*TOOLS, "fish", "nixos-version", *(["perl"] if profile.perl else [])]
    there = {name: f"{LAB}/bin/{name}" for name in names if os.path.exists(f"{state}/base{LAB}/bin/{name}")}
    return {**there, "sh": f"{LAB}/bin/bash"}
