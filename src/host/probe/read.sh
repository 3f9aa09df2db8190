# Looking at files, without a process. Each sets STATE to ok, or to the reason why there is nothing.

state() { # PATH
  if [ -e "$1" ]; then
    if [ -r "$1" ]; then STATE=ok; else STATE=denied; fi
  elif [ -L "$1" ]; then
    STATE=dangling
  else
    STATE=missing
    above=${1%/*}
    while [ -n "$above" ] && [ ! -e "$above" ]; do above=${above%/*}; done
    [ -z "$above" ] || [ -x "$above" ] || STATE=denied
  fi
}

readable() { # PATH: a fact, that it can be read
  state "$1"
  if [ "$STATE" = ok ]; then fact "$1" read; else gap "$1" "$STATE"; return 1; fi
}

present() { # PATH: a fact, that it is there
  state "$1"
  if [ -e "$1" ]; then fact "$1" there; else gap "$1" "$STATE"; fi
}

link() { # PATH of a directory: a fact, where it leads to
  if cd -P "$1"; then
    fact "$1" "$PWD"
    cd /
    return
  fi
  state "$1"
  [ "$STATE" != ok ] || STATE=unreadable
  gap "$1" "$STATE"
}

# NAME -> FOUND, the program in the first folder of PATH that has it
program() {
  FOUND=
  IFS=:
  for folder in $PATH; do
    [ -x "$folder/$1" ] && [ ! -d "$folder/$1" ] && FOUND=$folder/$1 && break
  done
  unset IFS
  [ -n "$FOUND" ]
}

listed() { # WORD LIST
  case " $2 " in *" $1 "*) ;; *) return 1 ;; esac
}
