/** Grafana's alert rules and contact points. Source: grafana, docs http_api/alerting_provisioning. */
import { anyText, at, listAt, textAt } from '../json.ts';
import type { Probe } from '../probe.ts';
import { ServiceTrouble } from '../trouble.ts';

const rules = '/api/v1/provisioning/alert-rules';
const points = '/api/v1/provisioning/contact-points';
/** Bytes: rules carry their queries. */
const limit = 16 * 1024 * 1024;
/** The metrics that `--output textfile=FILE` writes begin with this. */
const ours = /\bpreflight_[a-z]/;

export async function askAlerting(probe: Probe): Promise<void> {
  await Promise.all([
    probe.wants('rules') ? askRules(probe) : undefined,
    probe.wants('contactPoints') ? askContactPoints(probe) : undefined,
  ]);
}

function askRules(probe: Probe): Promise<void> {
  return probe.collect(['rules'], rules, async () => {
    const list = listAt(await probe.json(rules, { limit }));
    if (!list) throw new ServiceTrouble('answered 200 with what is no list of rules');
    const isPaused = (rule: unknown) => at(rule, 'isPaused') === true;
    const watching = list.filter((rule) => anyText(at(rule, 'data'), ours));
    probe.draft.set(
      {
        rules: {
          total: list.length,
          paused: list.filter(isPaused).length,
          preflight: watching.length,
          preflightPaused: watching
            .filter(isPaused)
            .map((rule) => textAt(rule, 'title') ?? '?')
            .slice(0, 50),
        },
      },
      probe.source(rules),
    );
  });
}

/** Their types alone: the settings hold addresses and passwords. */
function askContactPoints(probe: Probe): Promise<void> {
  return probe.collect(['contactPoints'], points, async () => {
    const list = listAt(await probe.json(points));
    if (!list) throw new ServiceTrouble('answered 200 with what is no list of contact points');
    const types = new Set(list.flatMap((point) => textAt(point, 'type') ?? []));
    probe.draft.set({ contactPoints: [...types].slice(0, 50) }, probe.source(points));
  });
}
