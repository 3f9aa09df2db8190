/** Pods that are neither ready nor done, each with its state as `kubectl get pods` would name it and what explains it. */
import type { Facts, Gap } from '../../base/facts.ts';
import { type Draft, defined } from '../facts/draft.ts';
import { withoutAddresses } from './addresses.ts';
import { isGap, type Listed, membersAt, type Row, secondsSince, told } from './rows.ts';

type Pods = NonNullable<NonNullable<Facts['kubernetes']>['pods']>;
type Pod = NonNullable<Pods['troubled']>[string];

/** A pod's line, and those of its containers that are not ready. */
interface Told {
  readonly pod: Row;
  readonly containers: readonly Row[];
}

/** `events` explains; where there is none, nothing is missing but the explanation. `now` in milliseconds. */
export function podFacts(draft: Draft, list: Listed | Gap, events: Listed | Gap, now: number): Pods | undefined {
  // Some proxies leave out of a list what one may not see: no pod at all is not a cluster without trouble.
  if (isGap(list) || list.total === 0) {
    draft.gaps.set('/kubernetes/pods', isGap(list) ? list : { reason: 'empty', detail: 'the cluster shows no pod' });
    return undefined;
  }
  told(draft, '/kubernetes/pods', 'pods, events');
  const said = isGap(events) ? new Map<string, string>() : latestEvents(events.rows);
  const pods = grouped(list.rows).flatMap(({ pod, containers }) => {
    const [namespace, name] = [pod.text(0), pod.text(1)];
    if (namespace === undefined || name === undefined) return [];
    const key = `${namespace}/${name}`;
    const state = stateOf(pod, containers, now);
    const told = defined<Pod>({
      namespace,
      name,
      node: pod.text(2),
      owner: pod.text(5),
      state,
      seconds: secondsSince(pod.text(7) ?? pod.text(8) ?? pod.text(6), now),
      restarts: containers.reduce((sum, container) => sum + (container.count(1) ?? 0), 0),
      because: because(pod, containers, said.get(key)),
    });
    return [[key, told] as const];
  });
  return { total: list.total, troubled: membersAt(draft, ['kubernetes', 'pods', 'troubled'], list, pods) };
}

function grouped(rows: readonly Row[]): Told[] {
  const told: { pod: Row; containers: Row[] }[] = [];
  for (const row of rows) {
    if (row.kind === 'pod') told.push({ pod: row, containers: [] });
    else if (row.kind === 'container') told.at(-1)?.containers.push(row);
  }
  return told;
}

const justWaiting = ['ContainerCreating', 'PodInitializing'];
/** Seconds after an end with an error in which a container that runs again is not taken for one that just starts. */
const restartTime = 600;

/** Source: kubernetes pkg/printers/internalversion/printers.go, printPod. */
function stateOf(pod: Row, containers: readonly Row[], now: number): string {
  const [phase, reason] = [pod.text(3), pod.text(4)];
  if (pod.text(7) !== undefined) return 'Terminating';
  if (phase === 'Failed') return reason ?? 'Failed';
  const waits = containers.flatMap((container) => container.text(2) ?? []);
  const stuck = waits.find((one) => !justWaiting.includes(one));
  if (stuck !== undefined) return stuck;
  const ended = containers.flatMap((container) => container.text(4) ?? []);
  if (ended[0] !== undefined) return ended[0];
  if (pod.text(9) === 'False') return 'Unscheduled';
  if (waits[0] !== undefined) return waits[0];
  if (containers.some((container) => failedLately(container, now))) return 'Restarted';
  return phase === 'Running' ? 'NotReady' : (reason ?? phase ?? 'Unknown');
}

function failedLately(container: Row, now: number): boolean {
  const since = secondsSince(container.text(8), now);
  return since !== undefined && since < restartTime && (container.count(7) ?? 0) !== 0;
}

/** One line, without what the state says already. */
function because(pod: Row, containers: readonly Row[], event: string | undefined): string | undefined {
  const said = pod.text(10)?.trimEnd();
  const parts = [said, ...containers.map(endOf), ...(said === event ? [] : [event])];
  const told = parts.flatMap((part) => (part === undefined ? [] : withoutAddresses(part)));
  const text = [...new Set(told)].join('; ');
  return text === '' ? undefined : text.slice(0, 600);
}

/** `pyroscope ended with 137 (OOMKilled), 5 restarts`, or why it waits. */
function endOf(container: Row): string | undefined {
  const [name = 'a container', restarts = 0] = [container.text(0), container.count(1)];
  const code = container.count(5) ?? container.count(7);
  const reason = container.text(4) ?? container.text(6);
  const times = restarts === 0 ? '' : `, ${restarts} ${restarts === 1 ? 'restart' : 'restarts'}`;
  if (code !== undefined) return `${name} ended with ${code}${reason === undefined ? '' : ` (${reason})`}${times}`;
  return container.text(3);
}

/** Pod -> what its last event says. That something is tried again explains nothing. */
function latestEvents(rows: readonly Row[]): Map<string, string> {
  const latest = new Map<string, { readonly time: string; readonly text: string }>();
  for (const row of rows) {
    const [namespace, name, time = '', reason = '', message = ''] = [0, 1, 2, 3, 4].map(row.text);
    if (row.kind !== 'event' || reason === 'BackOff' || /^Error: \w+$/.test(message)) continue;
    const key = `${namespace}/${name}`;
    const text = reason === 'FailedScheduling' || message === '' ? message || reason : `${reason}: ${message}`;
    // RFC 3339 in UTC sorts as text does.
    if (time >= (latest.get(key)?.time ?? '')) latest.set(key, { time, text: text.replace(/[: ]+$/, '') });
  }
  return new Map([...latest].map(([key, { text }]) => [key, text]));
}
