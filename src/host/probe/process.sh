# Who the probe is, what process 1 may pass on, and which process profiles already.

# PID -> NAME UIDS EFFECTIVE BOUNDING SECCOMP NAMESPACES (how many process namespaces the process is in)
status() {
  NAME= EUID_= EFFECTIVE= BOUNDING= SECCOMP= NAMESPACES=
  while read -r field first second rest; do
    case $field in
      Name:) NAME=$first ;;
      Uid:) EUID_=$second ;;
      NSpid:) set -- "$1" $first $second $rest; NAMESPACES=$(($# - 1)) ;;
      CapEff:) EFFECTIVE=$first ;;
      CapBnd:) BOUNDING=$first ;;
      Seccomp:) SECCOMP=$first ;;
    esac
  done <"/proc/$1/status"
}

user_namespace() { # PID -> USERNS, the first line of its uid_map with colons
  USERNS=-
  read -r inside outside length <"/proc/$1/uid_map" && USERNS=$inside:$outside:$length
}

identity() {
  status self
  user_namespace self
  fact uid "$EUID_"
  fact capabilities "$EFFECTIVE"
  fact user_namespace "$USERNS"
  # The user who called sudo or run0; doas gives a name.
  LOGIN=
  case ${SUDO_UID-} in '' | *[!0-9]*) ;; *) LOGIN=$SUDO_UID ;; esac
  if [ -n "$LOGIN${DOAS_USER-}" ]; then fact sudo 1; else fact sudo 0; fi
}

processes() {
  status 1
  if [ -n "$BOUNDING" ]; then fact /proc/1/status "$BOUNDING"; else state /proc/1/status; gap /proc/1/status "$STATE"; fi
  set +f
  for folder in /proc/[0-9]*; do
    NAME=
    read -r NAME <"$folder/comm"
    case $NAME in
      alloy | ebpf-profiler | beyla | obi | parca-agent | otelcol* | pyroscope*) profiler "${folder#/proc/}" "$NAME" ;;
    esac
  done
  set -f
}

profiler() { # PID NAME
  status "$1"
  user_namespace "$1"
  SOFT=- HARD=-
  while read -r max what which soft hard rest; do
    [ "$max $what $which" = 'Max locked memory' ] && SOFT=$soft HARD=$hard && break
  done <"/proc/$1/limits"
  member process "${EFFECTIVE:--} ${NAMESPACES:--} ${SECCOMP:--} $USERNS $SOFT $HARD $2"
}
