import type { Type } from '../catalogue/type.ts';
import type { Component, View } from '../catalogue/view.ts';

/** What flows along a reference. `telemetry` is what a receiver of OpenTelemetry takes where nothing says which signal. */
export type Signal = 'logs' | 'metrics' | 'traces' | 'profiles' | 'telemetry' | 'targets' | 'value';

const receivers: ReadonlyMap<string, Signal> = new Map([
  ['loki.LogsReceiver', 'logs'],
  ['storage.Appendable', 'metrics'],
  ['pyroscope.Appendable', 'profiles'],
  ['otelcol.Consumer', 'telemetry'],
]);

/** The signal that a type of a component's export or argument stands for; `inside` ends with the argument's name. */
export function signalOf(type: Type | undefined, inside: readonly string[]): Signal {
  const inner = type?.kind === 'list' ? type.of : type;
  if (inner?.kind !== 'capsule') return 'value';
  if (inner.name === 'discovery.Target') return 'targets';
  const signal = receivers.get(inner.name) ?? 'value';
  if (signal !== 'telemetry') return signal;
  const name = inside.at(-1);
  return name === 'logs' || name === 'metrics' || name === 'traces' ? name : signal;
}

/** Whether a value of the type takes data: what refers to it sends to it. */
export function isReceiver(type: Type | undefined): boolean {
  const inner = type?.kind === 'list' ? type.of : type;
  return inner?.kind === 'capsule' && receivers.has(inner.name);
}

/** Whether data flows from what refers to what is referred to; otherwise it flows the other way. */
export function isSent(signal: Signal): boolean {
  return signal !== 'targets' && signal !== 'value';
}

/** The type of an argument of a component: `inside` are the names of the blocks around it, then its own. */
export function argumentType(view: View, { raw }: Component, inside: readonly string[]): Type | undefined {
  let body = view.bodyOf(raw);
  for (const name of inside.slice(0, -1)) {
    const block = body.blocks.get(name);
    if (!block) return undefined;
    body = view.bodyOf(block.raw);
  }
  return body.args.get(inside.at(-1) ?? '')?.type;
}
