/**
 * A fake Alloy. Source of the answers: alloy, internal/service/http/http.go, internal/web/api/api.go,
 * internal/component/component_provider.go.
 */
import { type FakeServer, json, pathOf, startedSince, startFake, text } from './server.ts';

export type AlloyForm =
  | 'healthy'
  | 'starting'
  | 'late'
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
        return text(
          `${form === 'late' ? startedSince(3600) : ''}# TYPE alloy_build_info gauge\nalloy_build_info{branch="HEAD",goarch="amd64",goos="linux",goversion="go1.25",revision="3ce1a1b",tags="netgo",version="v1.13.1"} 1\n`,
        );
    }
  });
}
