/** The facts of the platform, of what the longer probe or kubectl on this machine has printed. */
import type { Facts } from '../../base/facts.ts';
import { type Draft, defined } from '../facts/draft.ts';
import type { PlatformArea } from './areas.ts';
import { argocdFacts } from './argocd.ts';
import { cnpgFacts } from './cnpg.ts';
import { nodeFacts } from './nodes.ts';
import { podFacts } from './pods.ts';
import { listed } from './rows.ts';
import { textfileFacts } from './textfiles.ts';
import { workloadFacts } from './workloads.ts';

/** Only of the areas that were asked for. `now`: milliseconds since 1970 by the clock of what was asked. */
export function factsOfAreas(draft: Draft, areas: readonly PlatformArea[], now: number): Facts {
  const asked = (area: PlatformArea) => areas.includes(area);
  return defined<Facts>({
    kubernetes: asked('kubernetes') ? kubernetesFacts(draft, now) : undefined,
    argocd: asked('argocd') ? argocdFacts(draft, listed(draft, 'applications')) : undefined,
    cnpg: asked('cnpg') ? cnpgFacts(draft, listed(draft, 'clusters'), listed(draft, 'backups'), now) : undefined,
    textfiles: asked('textfiles') ? textfileFacts(draft, now) : undefined,
  });
}

function kubernetesFacts(draft: Draft, now: number): Facts['kubernetes'] {
  const facts = defined<NonNullable<Facts['kubernetes']>>({
    nodes: nodeFacts(draft, listed(draft, 'nodes'), now),
    pods: podFacts(draft, listed(draft, 'pods'), listed(draft, 'events'), now),
    workloads: workloadFacts(draft, listed(draft, 'workloads')),
  });
  if (Object.keys(facts).length > 0) return facts;
  // Where nothing answers, once is enough.
  const pointers = ['nodes', 'pods', 'workloads'].map((part) => `/kubernetes/${part}`);
  const gaps = pointers.flatMap((pointer) => draft.gaps.get(pointer) ?? []);
  const [first] = gaps;
  if (first === undefined || gaps.some(({ reason, detail }) => reason !== first.reason || detail !== first.detail))
    return facts;
  for (const pointer of pointers) draft.gaps.delete(pointer);
  draft.gaps.set('/kubernetes', first);
  return undefined;
}
