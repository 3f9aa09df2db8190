# Facts that are one line of a file, a file's presence, or where a link leads.

system() {
  one_line_files
  [ -e /proc/sys/kernel/arch ] || fact uname "$(uname -m)"
  present /sys/kernel/btf/vmlinux
  present /sys/kernel/tracing/events
  present /sys/fs/cgroup/cgroup.controllers
  present /sys/fs/cgroup/cpu
  present /sys/fs/cgroup/system.slice/k3s.service
  present /sys/fs/cgroup/system.slice/alloy.service
  present /run/k3s/containerd/containerd.sock
  present /var/lib/rancher/k3s
  present /run/systemd/timesync/synchronized
  present /run/chrony
  for name in $TOOLS; do program "$name" && member tool "$name $FOUND"; done
  some_lines
  nixos
}

# Most values of /proc/sys are given to the first read(2) alone, and dash and busybox read byte by byte: they would take
# 100000 for 1. grep reads all files in one process, and goes on when one of them refuses.
one_line_files() {
  set -- /proc/uptime /sys/kernel/security/lockdown /sys/kernel/security/lsm /sys/fs/selinux/enforce \
    /sys/module/apparmor/parameters/enabled /sys/devices/system/cpu/online /run/systemd/container
  for key in $SYSCTLS kernel/hostname kernel/osrelease kernel/version kernel/tainted kernel/arch; do
    set -- "$@" "/proc/sys/$key"
  done
  for event in $EVENTS; do set -- "$@" "/sys/kernel/tracing/events/$event/id"; done
  found=' '
  IFS=$NL
  for text in $(grep -sH '' "$@"); do
    path=${text%%:*}
    case $found in *" $path "*) continue ;; esac
    found="$found$path "
    fact "$path" "${text#*:}"
  done
  unset IFS
  for path; do
    case $found in *" $path "*) continue ;; esac
    state "$path"
    [ "$STATE" != ok ] || STATE=unreadable
    gap "$path" "$STATE"
  done
}

# Of files with several lines, the lines that checks know.
some_lines() {
  # The command line can hold secrets: only what is on the list leaves the host.
  text=
  readable /proc/cmdline && read -r text </proc/cmdline
  for word in $text; do
    name=${word%%=*}
    case $name in
      sysctl[./]*) known_sysctl "${name#sysctl?}" && member /proc/cmdline "$word" ;;
      *) listed "$name" "$PARAMETERS" && member /proc/cmdline "$word" ;;
    esac
  done
  readable /proc/filesystems && while read -r name kind rest; do
    [ "$name" = nodev ] && listed "$kind" "$FILESYSTEMS" && member /proc/filesystems "$kind"
  done </proc/filesystems
  readable /etc/os-release && while IFS= read -r text; do
    case $text in ID=* | NAME=* | VERSION_ID=* | BUILD_ID=*) member /etc/os-release "$text" ;; esac
  done </etc/os-release
  readable /proc/meminfo && while read -r name kilobytes rest; do
    case $name in MemTotal: | MemAvailable:) member /proc/meminfo "$name $kilobytes" ;; SwapTotal:) break ;; esac
  done </proc/meminfo

  state /sys/fs/bpf
  [ "$STATE" != ok ] || STATE=missing
  while read -r from where kind rest; do
    [ "$where $kind" = '/sys/fs/bpf bpf' ] && STATE=ok && break
  done </proc/self/mounts
  if [ "$STATE" = ok ]; then fact /sys/fs/bpf mounted; else gap /sys/fs/bpf "$STATE"; fi
}

nixos() {
  for generation in current booted; do
    for part in '' /kernel-modules /systemd; do link "/run/$generation-system$part"; done
  done
  link /nix/var/nix/profiles/system
  set +f
  for path in /run/current-system/specialisation/*; do
    [ -e "$path" ] && member specialisation "${path##*/}"
  done
  set -f
}
