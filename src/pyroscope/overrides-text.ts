import type { RuleText } from '../base/rule-text.ts';

export const emptyTenant: RuleText = {
  id: 'pyroscope.empty-tenant',
  severity: 'warning',
  title: 'A tenant in a file of overrides has limits of its own',
  why: 'The server skips one that has none, and warns.',
  sources: ['grafana/pyroscope, pkg/validation/runtime_config.go'],
};
