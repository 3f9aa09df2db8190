/** Anything that answers over HTTP: its status, and whether its answer holds what is expected. */
import { holdsPattern } from '../../base/text-pattern.ts';
import type { Probe } from '../probe.ts';
import { betweenOf, refusalOf } from '../refusal.ts';
import { ServiceTrouble } from '../trouble.ts';

/** A path to which one is led who is not logged in. */
const login = /(?:^|[^a-z0-9])(?:log-?in|sign[-_]?in|sso|saml2?|oauth2?|auth)(?:$|[^a-z0-9])/i;

export async function http(probe: Probe): Promise<void> {
  const { status: expected, body } = probe.request;
  const facts = ['status', ...(body === undefined ? [] : ['holdsText'])];
  if (expected !== undefined) probe.draft.set({ expectedStatus: expected }, 'preflight.yaml');
  await probe.collect(facts, '', async () => {
    const answer = await probe.ask('');
    const refusal = refusalOf(answer, probe.token(probe.base.origin));
    if (answer.path !== probe.base.pathname && login.test(answer.path))
      throw new ServiceTrouble('leads to a login', { reason: 'denied' });
    // What it is asked for may be a page, and a lock may be what is expected.
    const trouble = refusal?.reason === 'denied' ? refusal : betweenOf(answer);
    if (trouble && answer.status !== expected) throw trouble;
    probe.draft.set({ status: answer.status }, probe.source(''));
    if (body !== undefined) probe.draft.set({ holdsText: holdsPattern(answer.text, body) }, probe.source(''));
  });
}
