/** What a reader needs to believe a finding, to weigh it and to mend it: labelled texts, each on one line. */
import type { Finding } from '../../generated/report-types.ts';
import { changeText } from './baseline.ts';
import { readTexts } from './evidence.ts';
import { mendsOf, undoTexts } from './mends.ts';
import { oneLine } from './one-line.ts';
import { placeText } from './place.ts';
import { endedWaiverText } from './waiver.ts';

type Label = 'at' | 'read' | 'why' | 'risk' | 'mend' | 'undo' | 'see' | 'change' | 'waiver';

export interface Detail {
  readonly label: Label;
  readonly text: string;
  /** A path, a place or a line of Nix, which one may want to copy. */
  readonly isCode: boolean;
}

export function detailsOf(finding: Finding): Detail[] {
  const { location, why, risk, runbook, related = [] } = finding;
  const mends = mendsOf([finding]);
  return [
    ...detail('at', location && placeText(location), true),
    ...readTexts(finding).flatMap((text) => detail('read', text, true)),
    ...detail('waiver', endedWaiverText(finding)),
    ...detail('change', changeText(finding)),
    ...detail('why', why),
    ...detail('risk', risk),
    ...mends.flatMap(({ what, isCode }) => detail('mend', what, isCode)),
    ...[...new Set(mends.flatMap(undoTexts))].flatMap((undo) => detail('undo', undo)),
    ...related.flatMap((other) => detail('see', `${placeText(other)} ${other.message}`)),
    ...detail('see', runbook),
  ];
}

function detail(label: Label, text: string | undefined, isCode = false): Detail[] {
  return text === undefined || text === '' ? [] : [{ label, text: oneLine(text), isCode }];
}
