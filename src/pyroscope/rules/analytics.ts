import type { PyroscopeRule } from '../rule.ts';

export const analytics: PyroscopeRule = {
  id: 'pyroscope.analytics',
  severity: 'info',
  title: 'It is decided whether the server reports its use to Grafana Labs',
  why: 'analytics.reporting_enabled is true by default: the server calls a host on the internet, again and again.',
  sources: [
    'grafana/pyroscope docs, configure-server/anonymous-usage-statistics-reporting.md',
    'grafana/pyroscope, pkg/usagestats/reporter.go',
  ],
  covers: ['R4.25'],
  check({ settings, report }) {
    const reporting = settings.truth('analytics.reporting_enabled');
    if (reporting?.from !== 'default' || !reporting.value) return;
    report(reporting, {
      message: 'The server reports its use to Grafana Labs by default',
      hint: 'Write analytics.reporting_enabled: false, or true if that is meant',
      place: reporting.path,
    });
  },
};
