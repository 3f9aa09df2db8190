# The kernel's symbols: counted by awk, and looked at once more as the login user, who may see zeros where root does not.

tables() {
  GUNZIP=
  state /proc/config.gz
  if [ "$STATE" = ok ]; then
    for command in 'gzip -dc' 'busybox zcat' zcat; do
      program "${command%% *}" && GUNZIP=$command && break
    done
    [ -n "$GUNZIP" ] || gap config unsupported 'no gzip, busybox or zcat on the host'
  else
    gap config "$STATE"
  fi
  state /proc/kallsyms
  [ "$STATE" = ok ] || gap kallsyms "$STATE"
  if ! program awk; then
    gap awk missing
    fact clock "$(date +%s)"
    [ "$STATE" = ok ] && sample sample && fact kallsyms.sample "$SEEN"
    return
  fi
  symbols=/proc/kallsyms
  [ "$STATE" = ok ] || symbols=/dev/null
  GUNZIP=$GUNZIP SYMBOLS=$SYMBOLS CONFIGS=$CONFIGS awk "$TABLE_AWK" "$symbols" || {
    status=$?
    printf '\n'
    gap awk unreadable "it ended with $status"
  }
}

# As the user who called sudo; as nobody when root has logged in.
login_view() {
  [ "$EUID_" = 0 ] || return
  user=$LOGIN
  case $user in '' | 0) user=65534 ;; esac
  if program setpriv && sample "$FOUND" --reuid "$user" --regid 65534 --clear-groups; then
    fact kallsyms.user "$user $SEEN"
  elif program sudo && sample "$FOUND" -n -u "#$user"; then
    fact kallsyms.user "$user $SEEN"
  else
    gap kallsyms.user unsupported 'neither setpriv nor sudo could become that user'
  fi
}

# COMMAND... -> SEEN: how many of the first text symbols it sees, and how many of them with an address
sample() {
  [ "$1" = sample ] && set --
  texts=0 shown=0
  IFS=$NL
  for symbol in $("$@" grep -m 64 ' [TtVvWw] ' /proc/kallsyms); do
    texts=$((texts + 1))
    case ${symbol%% *} in *[!0]*) shown=$((shown + 1)) ;; esac
  done
  unset IFS
  SEEN="$texts $shown"
  [ $texts -gt 0 ]
}
