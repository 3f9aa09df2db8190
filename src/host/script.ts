import { shellWord } from '../base/shell-word.ts';
import { configs, events, filesystems, parameters, symbols, sysctls, tools } from '../base/wanted.ts';
import { probeSources } from '../generated/texts.ts';
import { activeTests } from './facts/active-tests.ts';

const shell = ['frame', 'read', 'system', 'sysctl', 'process', 'kallsyms', 'active', 'main'] as const;

/**
 * The exact script that runs on a host, as root where it can: POSIX sh, with the programs for awk, python3 and perl as
 * quoted texts. It takes a nonce of 16 to 64 letters and digits as $1 and prints one frame (see probe/frame.sh).
 *
 * All of it is one group of commands, which a shell reads to its end before it runs any: a script that was cut short on
 * its way runs nothing. Without `active` the active eBPF test is not in the text at all.
 */
export function probeScript({ active }: { readonly active: boolean }): string {
  const variables: Readonly<Record<string, string>> = {
    SYSCTLS: sysctls.join(' '),
    SYSCTL_PATTERNS: sysctls.map((key) => key.replaceAll('/', '[./]')).join(' '),
    EVENTS: events.join(' '),
    SYMBOLS: symbols.join(' '),
    CONFIGS: configs.join(' '),
    PARAMETERS: parameters.join(' '),
    FILESYSTEMS: filesystems.join(' '),
    TOOLS: tools.join(' '),
    TABLE_AWK: probeSources['table.awk'],
    ACTIVE_TESTS: active ? activeTests.join('\n') : '',
    ACTIVE_PY: active ? probeSources['active.py'] : '',
    ACTIVE_PL: active ? probeSources['active.pl'] : '',
  };
  return [
    '{',
    ...Object.entries(variables).map(([name, text]) => `${name}=${shellWord(text)}`),
    ...shell.map((name) => probeSources[`${name}.sh`]),
    'probe "$@" </dev/null',
    'exit',
    '}',
    '',
  ].join('\n');
}
