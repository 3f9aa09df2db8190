/** Where programs answer HTTP. */
import type { Located } from '../base/located.ts';
import type { Container, Probe } from '../base/rollout/workload.ts';
import { flagOf, isShell } from './arguments.ts';
import type { Program } from './programs.ts';

/** The port of a program's HTTP server; undefined where it is not known. */
export function httpPortOf({ name, container, uses }: Program): number | undefined {
  if (isShell(container)) return undefined;
  if (name === 'alloy') return portIn(listenAddressOf(container)?.value ?? '127.0.0.1:12345');
  const flag = flagOf(container, 'server.http-listen-port');
  if (flag) return /^\d{1,5}$/.test(flag.value) ? Number(flag.value) : undefined;
  return uses.pyroscope?.httpPort.value;
}

/** Alloy's `--server.http.listen-addr`; by default it listens on 127.0.0.1:12345. */
export function listenAddressOf(container: Container): Located<string> | undefined {
  return flagOf(container, 'server.http.listen-addr');
}

function portIn(address: string): number | undefined {
  const port = address.slice(address.lastIndexOf(':') + 1);
  return /^\d{1,5}$/.test(port) ? Number(port) : undefined;
}

/** The number of a probe's port, which may be the name of one of the container's; undefined where there is none. */
export function probePortOf({ ports }: Container, { port }: Probe): number | undefined {
  const asked = port?.value;
  return typeof asked === 'string' ? ports.find(({ name }) => name === asked)?.port : asked;
}

export type ProbeKind = 'readinessProbe' | 'livenessProbe' | 'startupProbe';

export function probesOf(container: Container): readonly (readonly [kind: ProbeKind, probe: Probe])[] {
  return (['readinessProbe', 'livenessProbe', 'startupProbe'] as const).flatMap((kind) => {
    const probe = container[kind];
    return probe ? [[kind, probe] as const] : [];
  });
}
