# The two large files: the kernel's configuration through gunzip, and /proc/kallsyms, of which no address is printed.
BEGIN {
  srand()
  print ":clock epoch " srand() "\n.clock 1"
  if (ENVIRON["GUNZIP"] != "") config("exec " ENVIRON["GUNZIP"] " </proc/config.gz")
  count = split(ENVIRON["SYMBOLS"], symbol, " ")
  for (i = 1; i <= count; i++) {
    # The compiler names a copy of a function that it has changed with a suffix.
    called[symbol[i]] = called[symbol[i] ".isra.0"] = called[symbol[i] ".constprop.0"] = symbol[i]
    seen[symbol[i]] = "absent"
  }
  split("T t V v W w", letter, " ")
  for (i in letter) text[letter[i]]
}

$2 in text {
  texts++
  if ($1 != zero) {
    # As many zeros as an address has digits: 16, or 8 on a 32-bit kernel.
    if (zero == "") zero = substr("0000000000000000", 1, length($1))
    if ($1 != zero) texts_shown++
  }
  if ($3 in called && seen[called[$3]] != "nonzero") seen[called[$3]] = ($1 == zero ? "zero" : "nonzero")
  if (NF > 3) {
    modules++
    if ($1 != zero) modules_shown++
  }
}

END {
  if (NR == 0) exit
  print ":kallsyms symbols " NR
  print ":kallsyms text " texts + 0
  print ":kallsyms textNonzero " texts_shown + 0
  print ":kallsyms modules " modules + 0
  print ":kallsyms modulesNonzero " modules_shown + 0
  print ".kallsyms 5"
  for (i = 1; i <= count; i++) print ":symbols " symbol[i] " " seen[symbol[i]]
  print ".symbols " count
}

function config(command,   line, name, names, wanted, at, i, value) {
  names = split(ENVIRON["CONFIGS"], wanted, " ")
  for (i = 1; i <= names; i++) value[wanted[i]] = "absent"
  while ((command | getline line) > 0) {
    at = index(line, "=")
    if (substr(line, 1, 7) == "CONFIG_" && at) {
      name = substr(line, 8, at - 8)
      if (name in value) value[name] = substr(line, at + 1)
    } else if (substr(line, 1, 9) == "# CONFIG_") {
      name = substr(line, 10, index(substr(line, 10), " ") - 1)
      if (name in value) value[name] = "n"
    }
  }
  # Cut short, an option that is set would count as absent.
  if (close(command) != 0) return
  for (i = 1; i <= names; i++) {
    gsub(/[^ -~]|\\/, "?", value[wanted[i]])
    print ":config " wanted[i] " " value[wanted[i]]
  }
  print ".config " names
}
