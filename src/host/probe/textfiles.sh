# When the files were written that a node exporter reads: the folders that its arguments name, or the one that was asked for.

textfiles() {
  if ! program stat; then
    gap textfiles unsupported 'no stat on the host'
    return
  fi
  STAT=$FOUND EXPORTERS=0 FOLDERS=0
  if [ -n "$TEXTFILES" ]; then
    textfile_folder '' "$TEXTFILES"
  else
    set +f
    for folder in /proc/[0-9]*; do
      NAME=
      read -r NAME <"$folder/comm"
      case $NAME in node_exporter | node-exporter | prometheus-node*) exporter "$folder" ;; esac
    done
    set -f
  fi
  if [ $FOLDERS -gt 0 ]; then
    fact textfiles "$FOLDERS"
  elif [ $EXPORTERS -gt 0 ]; then
    gap textfiles empty 'no --collector.textfile.directory in the arguments of the node exporter'
  else
    gap textfiles missing 'no node exporter runs on the host'
  fi
}

# FOLDER of a process. Its arguments end with zero bytes, which no shell can hold.
exporter() {
  EXPORTERS=$((EXPORTERS + 1))
  option=--collector.textfile.directory previous=
  set -f
  IFS=$NL
  for word in $(tr '\000\n' '\n?' <"$1/cmdline"); do
    case $word in -[!-]*) word=-$word ;; esac
    case $word in $option=*) textfile_folder "$1/root" "${word#*=}" ;; esac
    [ "$previous" != "$option" ] || textfile_folder "$1/root" "$word"
    previous=$word
  done
  unset IFS
  set +f
}

# ROOT FOLDER: a member "folder FOLDER", then "MTIME ./NAME" of each file,
# then "end"; or "REASON FOLDER". ROOT is that of the process, which may be in a container.
textfile_folder() {
  case $2 in /*) ;; *) return ;; esac
  FOLDERS=$((FOLDERS + 1))
  [ $FOLDERS -le 8 ] || return
  if [ ! -r "$1$2" ] || ! cd -P "$1$2"; then
    state "$1$2"
    [ "$STATE" != ok ] || STATE=unreadable
    member textfile "$STATE $2"
    return
  fi
  member textfile "folder $2"
  IFS=$NL
  set +f
  set -- ./*.prom
  set -f
  if [ -e "$1" ]; then
    for text in $({ "$STAT" -L -c '%Y %n' "$@"; echo end; } | head -c 60000); do member textfile "$text"; done
  else
    member textfile end
  fi
  unset IFS
  cd /
}
