/** Completion for bash, zsh and fish: each asks the command itself what can stand next. */
import { print } from './output.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

const scripts: Readonly<Record<Shell, string>> = {
  bash: `_preflight() {
  local IFS=$'\\n'
  mapfile -t COMPREPLY < <(compgen -W "$(preflight --get-yargs-completions "\${COMP_WORDS[@]:0:COMP_CWORD}" "\${COMP_WORDS[COMP_CWORD]}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}")
  [ \${#COMPREPLY[@]} -gt 0 ] || mapfile -t COMPREPLY < <(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}")
}
complete -o bashdefault -o default -F _preflight preflight
`,
  zsh: `#compdef preflight
_preflight() {
  local -a found
  found=("\${(@f)$(preflight --get-yargs-completions "\${words[@]:0:$CURRENT}" 2>/dev/null)}")
  found=("\${(@)found%%:*}")
  if (( \${#found} )) && [[ -n \${found[1]} ]]; then compadd -a found; else _files; fi
}
compdef _preflight preflight
`,
  fish: `complete --command preflight --arguments '(preflight --get-yargs-completions (commandline --tokenize --cut-at-cursor --current-process) (commandline --current-token) 2>/dev/null)'
`,
};

/** `preflight completion`: the script of the shell named, or of the one that the person logs in with. */
export async function runCompletion(shell: Shell | undefined): Promise<number> {
  const login = shells.find((name) => process.env.SHELL?.endsWith(`/${name}`));
  await print(scripts[shell ?? login ?? 'bash']);
  return 0;
}

type Found = (error: Error | null, completions?: string[]) => void;

/** What can stand next: ids behind `explain`, packs behind --pack, hosts of the ssh configuration, else what yargs knows. */
export function completions(
  current: string,
  args: Readonly<Record<string, unknown>>,
  usual: (done: Found) => unknown,
  done: (found: string[]) => void,
): void {
  const words = Array.isArray(args._) ? args._.map(String) : [];
  const isWord = !current.startsWith('-');
  const ownNames =
    isWord && ['explain', 'list'].some((word) => words.includes(word))
      ? knownIds
      : isWord && words.some(asksHosts)
        ? hostNames
        : undefined;
  if (ownNames) void ownNames().then((names) => done(names.filter((name) => name.startsWith(current))));
  else usual((_error, found = []) => done(found.filter((text) => !/^--?[a-zA-Z](:|$)|^yargs-/.test(text))));
}

function asksHosts(word: string): boolean {
  return ['check', 'facts', 'nix', 'drift'].includes(word);
}

/** Of checks and rules. */
async function knownIds(): Promise<string[]> {
  const { loadReference } = await import('../tasks/reference.ts');
  const { checks, rules } = await loadReference({ packs: [], sets: {} }, { kinds: [] });
  return [...checks, ...rules].map(({ id }) => id);
}

/** `local`, `demo`, and the names of ~/.ssh/config that are no patterns. */
async function hostNames(): Promise<string[]> {
  const { readFile } = await import('node:fs/promises');
  const { homedir } = await import('node:os');
  const text = await readFile(`${homedir()}/.ssh/config`, 'utf8').catch(() => '');
  const named = [...text.matchAll(/^\s*host\s+(.+)$/gim)].flatMap((match) => (match[1] ?? '').split(/\s+/));
  return ['local', 'demo', ...named.filter((name) => /^[\w.-]+$/.test(name))];
}
