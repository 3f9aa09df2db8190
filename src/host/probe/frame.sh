# The frame. The first byte of a line is its type, so that no content can end it:
#   @begin NONCE 2
#   =KEY VALUE              a fact; the key is the path that was read, or a word
#   *KEY VALUE              one of a list, in order
#   !KEY REASON [DETAIL]    why there is none
#   :TABLE KEY VALUE        a fact from awk, and how many of a table there were:
#   .TABLE COUNT
#   @end NONCE COUNT        how many lines of the types = * ! there were
# Bytes outside of 0x20-0x7e, and the backslash, are written as a backslash and three octal digits.
count=0
NL='
'

line() { # TYPE KEY TEXT
  count=$((count + 1))
  if [ ${#3} -gt 4096 ]; then
    printf '!%s unreadable longer than 4096 bytes\n' "$2"
    return
  fi
  case $3 in
    *[!\ -~]* | *\\*)
      printf '%s%s ' "$1" "$2"
      escaped "$3"
      printf '\n'
      ;;
    *) printf '%s%s %s\n' "$1" "$2" "$3" ;;
  esac
}

fact() { line = "$1" "$2"; }
member() { line '*' "$1" "$2"; }
gap() { line ! "$1" "$2${3:+ $3}"; }

escaped() { # TEXT, byte by byte
  rest=$1
  while [ -n "$rest" ]; do
    tail=${rest#?}
    byte=${rest%"$tail"}
    rest=$tail
    case $byte in
      [!\ -~] | \\) printf '\\%03o' "'$byte" ;;
      *) printf %s "$byte" ;;
    esac
  done
}
