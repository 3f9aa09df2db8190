import { excerpt } from '../../base/display.ts';
import { InputError } from '../../base/errors.ts';
import type { Node } from '../references/model.ts';
import type { Signal } from '../references/signals.ts';
import { constantAt, fillOf, type Written, writtenIn } from '../types/written.ts';

/** A component that takes out of visitors' data what must not be stored. */
export interface Sanitiser {
  readonly component: string;
  /** A block that must be right in it; without one the component sanitises as it is. */
  readonly block?: string;
  /** The only signal that it sanitises. */
  readonly signal?: Signal;
  /** Whether what is written, in the block where there is one, surely takes nothing out of a signal. */
  readonly isIdle?: Idle;
}

type Idle = (written: Written, signal: Signal) => boolean;

/** Nothing is in any of these arguments. */
const empty =
  (...names: readonly string[]): Idle =>
  (written) =>
    names.every((name) => fillOf(written, name) === 'empty');

const statementsOf: ReadonlyMap<Signal, string> = new Map([
  ['logs', 'log'],
  ['metrics', 'metric'],
  ['traces', 'trace'],
]);

/** The statements are for another signal. Of what may be any signal each one must have some. */
const forOthers: Idle = (written, signal) => {
  const own = statementsOf.get(signal);
  const names = own === undefined ? [...statementsOf.values()] : [own];
  return names.some((name) => fillOf(written, name) === 'empty');
};

/** It only adds. */
const inserts: Idle = (written) => constantAt(written, 'action') === 'insert';

/** Every attribute is let through, and no value is hidden. */
const allowsAll: Idle = (written) =>
  constantAt(written, 'allow_all_keys') === true &&
  ['blocked_values', 'blocked_key_patterns', 'url_sanitizer', 'db_sanitizer'].every(
    (name) => fillOf(written, name) === 'empty',
  );

/** Those that hold unless others are given. A stage inside of stage.match is none: other lines pass it by. */
export const knownSanitisers: readonly Sanitiser[] = [
  { component: 'loki.process', block: 'stage.replace' },
  { component: 'loki.process', block: 'stage.drop' },
  { component: 'loki.process', block: 'stage.label_drop', isIdle: empty('values') },
  { component: 'otelcol.processor.attributes', block: 'action', isIdle: inserts },
  { component: 'otelcol.processor.redaction', isIdle: allowsAll },
  { component: 'otelcol.processor.transform', block: 'statements', isIdle: forOthers },
  { component: 'otelcol.processor.transform', block: 'log_statements', signal: 'logs', isIdle: empty('statements') },
  {
    component: 'otelcol.processor.transform',
    block: 'trace_statements',
    signal: 'traces',
    isIdle: empty('statements'),
  },
  {
    component: 'otelcol.processor.transform',
    block: 'metric_statements',
    signal: 'metrics',
    isIdle: empty('statements'),
  },
  { component: 'otelcol.processor.filter', block: 'logs', signal: 'logs', isIdle: empty('log_record') },
  { component: 'otelcol.processor.filter', block: 'log_conditions', signal: 'logs', isIdle: empty('conditions') },
  { component: 'otelcol.processor.filter', block: 'traces', signal: 'traces', isIdle: empty('span', 'spanevent') },
  { component: 'otelcol.processor.filter', block: 'trace_conditions', signal: 'traces', isIdle: empty('conditions') },
  { component: 'otelcol.processor.filter', block: 'metrics', signal: 'metrics', isIdle: empty('metric', 'datapoint') },
  { component: 'otelcol.processor.filter', block: 'metric_conditions', signal: 'metrics', isIdle: empty('conditions') },
];

const form = /^([a-z][\w]*(?:\.\w+)+)(?:\/([\w.]+))?(?:@(logs|metrics|traces))?$/;

/** `loki.process/stage.replace`, `otelcol.processor.transform/log_statements@logs`. Throws InputError for what is none. */
export function parseSanitiser(text: string): Sanitiser {
  const [, component, block, signal] = text.length > 200 ? [] : (form.exec(text) ?? []);
  if (component === undefined)
    throw new InputError(
      `"${excerpt(text, 80)}" names no sanitiser. Write COMPONENT, COMPONENT/BLOCK or COMPONENT/BLOCK@SIGNAL, such as loki.process/stage.replace or otelcol.processor.transform/log_statements@logs.`,
    );
  return {
    component,
    ...(block === undefined ? {} : { block }),
    ...(signal === 'logs' || signal === 'metrics' || signal === 'traces' ? { signal } : {}),
  };
}

/** Whether a component sanitises a signal that goes through it. */
export function isSanitiser({ block }: Node, signal: Signal, sanitisers: readonly Sanitiser[]): boolean {
  return sanitisers.some((one) => {
    if (one.component !== block.name || (one.signal !== undefined && one.signal !== signal)) return false;
    const own = writtenIn(block);
    const parts = one.block === undefined ? [own] : (own.blocks.get(one.block) ?? []).map(writtenIn);
    return parts.some((part) => one.isIdle?.(part, signal) !== true);
  });
}
