import type { PyroscopeRule } from '../rule.ts';
import { usesV2 } from './architecture.ts';

export const metricsExporter: PyroscopeRule = {
  id: 'pyroscope.metrics-exporter',
  severity: 'blocker',
  title: 'A metrics exporter that is on knows where to write',
  why: 'compaction_worker.metrics_exporter.enabled without remote_write_address stops the start.',
  sources: ['grafana/pyroscope, pkg/metrics/config.go'],
  covers: ['metrics-exporter-addr'],
  check(context) {
    const enabled = context.settings.truth('compaction_worker.metrics_exporter.enabled');
    const address = context.settings.text('compaction_worker.metrics_exporter.remote_write_address');
    if (!usesV2(context) || !enabled?.value || address?.value !== '') return;
    context.report(enabled, {
      message: 'The metrics exporter is on, and its remote_write_address is empty',
      place: enabled.path,
    });
  },
};
