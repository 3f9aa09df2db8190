/** The flags of `alloy run`, and which versions have them. */
import { compareMinor } from '../../base/program-version.ts';

/** What a flag takes. A switch takes nothing, or `true` and `false` behind an equals sign. */
export type FlagType = 'text' | 'switch' | 'whole' | 'duration' | 'address' | readonly string[];

export interface RunFlag {
  readonly type: FlagType;
  /** The first version that has it, and the first release of that where it is a later one; absent: all that are known. */
  readonly since?: string;
  readonly firstRelease?: string;
  /** Between `since` and the newest version: it came with one of them, and which one is not known. */
  readonly isUncertain?: boolean;
  /** From here on it is taken and does nothing. */
  readonly idleSince?: string;
  /** Refused below the level `experimental`; a text: only with this value. */
  readonly experimental?: boolean | string;
}

const text: RunFlag = { type: 'text' };
const whole: RunFlag = { type: 'whole' };
const duration: RunFlag = { type: 'duration' };
const onOff: RunFlag = { type: 'switch' };

/**
 * By their names, without dashes. Sources: grafana/alloy, internal/alloycli/cmd_run.go as of 1.10 and as of 1.19;
 * CHANGELOG.md (1.8 `cluster.wait-…`, 1.11.0 the validation scheme, 1.11.2 the shutdown deadline); pull requests 5580 and
 * 6441 (the GraphQL server of 1.17, and its flags under other names).
 */
export const runFlags: ReadonlyMap<string, RunFlag> = new Map(
  Object.entries<RunFlag>({
    'server.http.listen-addr': { type: 'address' },
    'server.http.memory-addr': { type: 'address' },
    'server.http.ui-path-prefix': text,
    'server.http.enable-pprof': onOff,
    'server.http.disable-support-bundle': onOff,
    'server.http.enable-graphql': { type: 'switch', since: '1.17', isUncertain: true, experimental: true },
    'server.http.enable-graphql-playground': { type: 'switch', since: '1.17', isUncertain: true, experimental: true },
    'cluster.enabled': onOff,
    'cluster.node-name': text,
    'cluster.advertise-address': text,
    'cluster.join-addresses': text,
    'cluster.discover-peers': text,
    'cluster.advertise-interfaces': text,
    'cluster.rejoin-interval': duration,
    'cluster.max-join-peers': whole,
    'cluster.name': text,
    'cluster.enable-tls': onOff,
    'cluster.tls-ca-path': text,
    'cluster.tls-cert-path': text,
    'cluster.tls-key-path': text,
    'cluster.tls-server-name': text,
    'cluster.wait-for-size': whole,
    'cluster.wait-timeout': duration,
    'cluster.use-discovery-v1': { type: 'switch', idleSince: '1.10' },
    'config.format': { type: ['alloy', 'otelcol', 'prometheus', 'promtail', 'static'] },
    'config.bypass-conversion-errors': onOff,
    'config.extra-args': text,
    'disable-reporting': onOff,
    'storage.path': text,
    'stability.level': { type: ['experimental', 'public-preview', 'generally-available'] },
    'feature.community-components.enabled': onOff,
    'feature.component-shutdown-deadline': { type: 'duration', since: '1.11', firstRelease: '1.11.2' },
    'feature.prometheus.metric-validation-scheme': {
      type: ['legacy', 'utf-8'],
      idleSince: '1.11',
      experimental: 'utf-8',
    },
    'feature.prometheus.direct-fanout.enabled': {
      type: 'switch',
      since: '1.12',
      isUncertain: true,
      experimental: true,
    },
    'feature.graphql.enabled': { type: 'switch', since: '1.17', isUncertain: true, experimental: true },
    'feature.graphql-playground.enabled': { type: 'switch', since: '1.17', isUncertain: true, experimental: true },
    // Of cobra: it prints the usage and ends.
    help: onOff,
  }),
);

/** Whether a version has a flag; undefined: nobody knows. */
export function hasFlag(
  { since, firstRelease, isUncertain }: RunFlag,
  minor: string,
  shown: string,
): boolean | undefined {
  if (since === undefined) return true;
  const order = compareMinor(minor, since);
  if (order < 0) return false;
  if (isUncertain) return undefined;
  if (order > 0 || firstRelease === undefined) return true;
  const [, patch] = /^\d+\.\d+\.(\d+)/.exec(shown) ?? [];
  // An image tag of a minor version, 1.11, is its newest release.
  return patch === undefined || Number(patch) >= Number(firstRelease.split('.')[2]);
}

export function isIdle({ idleSince }: RunFlag, minor: string): boolean {
  return idleSince !== undefined && compareMinor(minor, idleSince) >= 0;
}
