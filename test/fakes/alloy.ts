/**
 * A fake Alloy. Source of the answers: alloy, internal/service/http/http.go, internal/web/api/api.go,
 * internal/component/component_provider.go, internal/component/pyroscope/ebpf/metrics.go and write/metrics.go.
 */
import { type FakeServer, json, pathOf, startedSince, startFake, text } from './server.ts';

export type AlloyForm =
  | 'healthy'
  | 'starting'
  | 'late'
  | 'no-targets'
  | 'nothing-collected'
  | 'not-sent'
  | 'ebpf-unhealthy'
  | 'write-exited'
  | 'no-profiler'
  | 'in-module';

/** Its message may hold a secret, so nothing of it may be told. */
export const secret = 'http://user:hunter2@pyroscope:4040';

function component(
  name: string,
  label: string,
  state = 'healthy',
  moduleID = '',
  createdModuleIDs: readonly string[] = [],
) {
  return {
    name,
    type: 'block',
    localID: `${name}.${label}`,
    moduleID,
    label,
    referencesTo: [],
    referencedBy: [],
    dataFlowEdgesTo: [],
    health: { state, message: `started component, sends to ${secret}`, updatedTime: '2026-11-28T03:00:00Z' },
    original: '',
    ...(createdModuleIDs.length === 0 ? {} : { createdModuleIDs }),
    liveDebuggingEnabled: false,
  };
}

function components(form: AlloyForm, module = '') {
  const discovery = component('discovery.kubernetes', 'pods', 'healthy', module);
  const write = component('pyroscope.write', 'server', form === 'write-exited' ? 'exited' : 'healthy', module);
  if (form === 'no-profiler') return [discovery, write];
  return [
    discovery,
    component('pyroscope.ebpf', 'node', form === 'ebpf-unhealthy' ? 'unhealthy' : 'healthy', module),
    write,
  ];
}

const build =
  '# TYPE alloy_build_info gauge\nalloy_build_info{branch="HEAD",goarch="amd64",goos="linux",goversion="go1.25",revision="3ce1a1b",tags="netgo",version="v1.13.1"} 1\n';

/** A counter that has not counted is not there. */
function profiling(form: AlloyForm): string {
  if (form === 'no-profiler') return '';
  const of = 'component_id="pyroscope.ebpf.node",component_path="/"';
  const to = 'component_id="pyroscope.write.server",component_path="/",endpoint="http://pyroscope:4040"';
  const collected = !['no-targets', 'nothing-collected'].includes(form);
  const sent = collected && form !== 'not-sent';
  return [
    `# TYPE pyroscope_ebpf_active_targets gauge`,
    `pyroscope_ebpf_active_targets{${of}} ${form === 'no-targets' ? 0 : 12}`,
    ...(collected ? ['a', 'b'].map((name) => `pyroscope_ebpf_pprofs_total{${of},service_name="${name}"} 20`) : []),
    ...(sent ? [`pyroscope_write_sent_profiles_total{${to}} 1.2e+03`] : []),
    ...(form === 'not-sent' ? [`pyroscope_write_dropped_profiles_total{${to}} 40`] : []),
    '',
  ].join('\n');
}

export function startFakeAlloy(form: AlloyForm = 'healthy'): Promise<FakeServer> {
  return startFake((asked) => {
    switch (pathOf(asked)) {
      case '/-/ready':
        return form === 'starting' || form === 'late' ? text('Alloy is not ready.\n', 503) : text('Alloy is ready.\n');
      case '/api/v0/web/components':
        return json(
          form === 'in-module'
            ? [component('profiling', 'default', 'healthy', '', ['profiling.default'])]
            : components(form),
        );
      case '/api/v0/web/modules/profiling.default/components':
        return json(components('healthy', 'profiling.default'));
      case '/metrics':
        return text(`${form === 'late' ? startedSince(3600) : ''}${build}${profiling(form)}`);
    }
  });
}
