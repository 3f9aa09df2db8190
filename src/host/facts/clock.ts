import type { Facts } from '../../base/facts.ts';
import { type Draft, defined, observed, takePresence, whole } from './draft.ts';
import { tableGap } from './kernel.ts';
import { count } from './values.ts';

/** The host's clock beside ours, which showed `collectedAt` when the probe's output had come. */
export function clockFacts(draft: Draft, collectedAt: Date): Facts['clock'] {
  const { tables, facts } = draft.frame;
  const epoch = count(tables.get('clock')?.get('epoch') ?? facts.get('clock') ?? '');
  if (epoch === undefined) {
    for (const pointer of ['/clock/epoch', '/clock/offset']) draft.gaps.set(pointer, tableGap(draft, 'clock'));
  } else {
    observed(draft, '/clock', 'time(2)');
  }
  const clock = defined<NonNullable<Facts['clock']>>({
    epoch,
    offset: epoch === undefined ? undefined : epoch - Math.floor(collectedAt.getTime() / 1000),
    timesyncd: takePresence(draft, '/run/systemd/timesync/synchronized', '/clock/timesyncd'),
    chrony: takePresence(draft, '/run/chrony', '/clock/chrony'),
  });
  return whole(draft, '/clock', clock);
}
