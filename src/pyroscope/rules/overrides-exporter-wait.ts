import type { PyroscopeRule } from '../rule.ts';

export const overridesExporterWait: PyroscopeRule = {
  id: 'pyroscope.overrides-exporter-wait',
  severity: 'blocker',
  title: 'The overrides exporter waits no longer at least than at most',
  why: 'overrides_exporter.ring.wait_stability_min_duration above wait_stability_max_duration is refused.',
  sources: ['grafana/pyroscope, pkg/validation/exporter/ring.go'],
  covers: ['overrides-exporter-wait'],
  check({ settings, report }) {
    const least = settings.seconds('overrides_exporter.ring.wait_stability_min_duration');
    const most = settings.seconds('overrides_exporter.ring.wait_stability_max_duration');
    if (!least || !most || least.value <= 0 || least.value <= most.value) return;
    const at = least.from === 'default' ? most : least;
    report(at, {
      message: `The overrides exporter waits ${least.value} s at least and ${most.value} s at most`,
      hint: 'Raise wait_stability_max_duration',
      place: at.path,
    });
  },
};
