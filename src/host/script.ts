import { shellWord } from '../base/shell-word.ts';
import { configs, events, filesystems, parameters, symbols, sysctls, tools } from '../base/wanted.ts';
import { probeSources } from '../generated/texts.ts';
import { activeTests } from './facts/active-tests.ts';
import { clusterAreas, hostAreas, type PlatformArea, type PlatformWanted } from './platform/areas.ts';

const shell = ['frame', 'read', 'system', 'sysctl', 'process', 'kallsyms', 'active', 'main'] as const;

/**
 * Seconds for everything that a cluster is asked, for one call of kubectl, and for one request of it, which is a page of a
 * list: on a host, where all other facts wait for it, and from this machine.
 */
const patience = { host: { all: 15, call: 8, request: 5 }, here: { all: 40, call: 20, request: 5 } };

export interface ProbeWanted {
  readonly active: boolean;
  /** What packs ask for beside the facts of every host. */
  readonly platform?: PlatformWanted;
}

/**
 * The exact script that runs on a host, as root where it can: POSIX sh, with the programs for awk, python3 and perl and
 * the templates for kubectl as quoted texts. It takes a nonce of 16 to 64 letters and digits as $1 and prints one frame
 * (see probe/frame.sh).
 *
 * All of it is one group of commands, which a shell reads to its end before it runs any: a script that was cut short on
 * its way runs nothing. Without `active` the active eBPF test is not in the text at all, nor is the platform unless a
 * pack asks for it.
 */
export function probeScript({ active, platform }: ProbeWanted): string {
  const areas = hostAreas(platform);
  const cluster = areas.some((area) => clusterAreas.has(area));
  const textfiles = areas.includes('textfiles');
  return group(
    {
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
      MORE: [...(cluster ? ['cluster'] : []), ...(textfiles ? ['textfiles'] : [])].join(' '),
      ...(cluster ? clusterVariables(areas, { context: '', patience: patience.host }) : {}),
      ...(textfiles ? { TEXTFILES: platform?.textfiles ?? '' } : {}),
    },
    [
      ...shell.map((name) => probeSources[`${name}.sh`]),
      ...(cluster ? [probeSources['cluster/cluster.sh']] : []),
      ...(textfiles ? [probeSources['textfiles.sh']] : []),
    ],
    'probe',
  );
}

/** The script that asks one cluster from this machine, by the name of a context of kubectl. It prints a frame, too. */
export function clusterScript(areas: readonly PlatformArea[], context: string): string {
  const sources = ['frame.sh', 'read.sh', 'cluster/cluster.sh', 'cluster/alone.sh'] as const;
  return group(
    clusterVariables(areas, { context, patience: patience.here }),
    sources.map((name) => probeSources[name]),
    'cluster_alone',
  );
}

function clusterVariables(
  areas: readonly PlatformArea[],
  how: { readonly context: string; readonly patience: typeof patience.host },
) {
  return {
    AREAS: areas.join(' '),
    CONTEXT: how.context,
    PATIENCE: String(how.patience.all),
    CALL: String(how.patience.call),
    REQUEST: String(how.patience.request),
    WORDS: probeSources['cluster/common.tmpl'],
    NODES: probeSources['cluster/nodes.tmpl'],
    PODS_IN_TROUBLE: probeSources['cluster/pods.tmpl'],
    WORKLOADS: probeSources['cluster/workloads.tmpl'],
    EVENTS_OF_PODS: probeSources['cluster/events.tmpl'],
    APPLICATIONS: probeSources['cluster/applications.tmpl'],
    CLUSTERS: probeSources['cluster/clusters.tmpl'],
    BACKUPS: probeSources['cluster/backups.tmpl'],
  };
}

/** Variables, functions, and a call of one of them with the script's own arguments. */
function group(variables: Readonly<Record<string, string>>, functions: readonly string[], main: string): string {
  return [
    '{',
    ...Object.entries(variables).map(([name, text]) => `${name}=${shellWord(text)}`),
    ...functions,
    `${main} "$@" </dev/null`,
    'exit',
    '}',
    '',
  ].join('\n');
}
