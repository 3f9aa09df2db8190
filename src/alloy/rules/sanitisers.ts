import { excerpt } from '../../base/display.ts';
import { InputError } from '../../base/errors.ts';
import type { Node } from '../references/model.ts';
import type { Signal } from '../references/signals.ts';

/** A component that takes out of visitors' data what must not be stored. */
export interface Sanitiser {
  readonly component: string;
  /** A block that must be right in it; without one the component sanitises as it is. */
  readonly block?: string;
  /** The only signal that it sanitises. */
  readonly signal?: Signal;
}

/** Those that hold unless others are given. A stage inside of stage.match is none: other lines pass it by. */
export const knownSanitisers: readonly Sanitiser[] = [
  { component: 'loki.process', block: 'stage.replace' },
  { component: 'loki.process', block: 'stage.drop' },
  { component: 'loki.process', block: 'stage.label_drop' },
  { component: 'otelcol.processor.attributes', block: 'action' },
  { component: 'otelcol.processor.redaction' },
  { component: 'otelcol.processor.transform', block: 'statements' },
  { component: 'otelcol.processor.transform', block: 'log_statements', signal: 'logs' },
  { component: 'otelcol.processor.transform', block: 'trace_statements', signal: 'traces' },
  { component: 'otelcol.processor.transform', block: 'metric_statements', signal: 'metrics' },
  { component: 'otelcol.processor.filter', block: 'logs', signal: 'logs' },
  { component: 'otelcol.processor.filter', block: 'log_conditions', signal: 'logs' },
  { component: 'otelcol.processor.filter', block: 'traces', signal: 'traces' },
  { component: 'otelcol.processor.filter', block: 'trace_conditions', signal: 'traces' },
  { component: 'otelcol.processor.filter', block: 'metrics', signal: 'metrics' },
  { component: 'otelcol.processor.filter', block: 'metric_conditions', signal: 'metrics' },
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
  return sanitisers.some(
    (one) =>
      one.component === block.name &&
      (one.signal === undefined || one.signal === signal) &&
      (one.block === undefined ||
        block.body.statements.some((inner) => inner.kind === 'block' && inner.name === one.block)),
  );
}
