# What the sysctl.d files assign: of each file only the lines whose key, or pattern of keys, is on the list.

sysctl_files() {
  set +f
  for folder in /etc/sysctl.d /run/sysctl.d /usr/local/lib/sysctl.d /usr/lib/sysctl.d; do
    for path in "$folder"/*.conf; do
      if [ -e "$path" ] || [ -L "$path" ]; then sysctl_file boot "$path"; fi
    done
  done
  set -f
  for path in /run/current-system/etc/sysctl.d/60-nixos.conf /etc/sysctl.d/60-nixos.conf; do
    [ -e "$path" ] && break
  done
  sysctl_file deployed "$path"
}

# LIST PATH: members "file PATH", then "NUMBER LINE" of each assignment in it.
sysctl_file() {
  state "$2"
  [ "$STATE" != ok ] || member "sysctl.$1" "file $2"
  number=0
  while [ "$STATE" = ok ] && { IFS= read -r text || [ -n "$text" ]; }; do
    number=$((number + 1))
    [ $number -lt 5000 ] || STATE=unreadable
    # Without the blanks before it, and the dash that says to ignore an error.
    key=${text#"${text%%[!	 ]*}"}
    key=${key#-}
    key=${key#"${key%%[!	 ]*}"}
    case $key in '' | [#\;]*) continue ;; esac
    key=${key%%=*}
    key=${key%"${key##*[!	 ]}"}
    case $key in
      *[*?[]*) member "sysctl.$1" "$number $text" ;;
      *) known_sysctl "$key" && member "sysctl.$1" "$number $text" ;;
    esac
  done <"$2"
  [ "$STATE" = ok ] || member "sysctl.$1" "$STATE $2"
}

# KEY, with dots or slashes: whether it is on the list
known_sysctl() {
  for pattern in $SYSCTL_PATTERNS; do
    case $1 in $pattern) return 0 ;; esac
  done
  return 1
}
