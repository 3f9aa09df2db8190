import type { AlloySummary } from '../../base/rollout/configurations.ts';
import type { WrittenAttribute } from '../rules/attributes.ts';

interface PathArgument {
  readonly access: AlloySummary['paths'][number]['access'];
  /** It may hold wildcards, or names of groups that a rule fills in. */
  readonly isPattern: boolean;
}

const read: PathArgument = { access: 'read', isPattern: false };
const written: PathArgument = { access: 'write', isPattern: false };
const pattern: PathArgument = { access: 'read', isPattern: true };

/** `COMPONENT BLOCK/ARGUMENT`, as they are in the catalogue. */
const known: ReadonlyMap<string, PathArgument> = new Map([
  ['beyla.ebpf ebpf/bpf_fs_path', read],
  ['discovery.docker host', read],
  ['discovery.dockerswarm host', read],
  ['discovery.file files', pattern],
  ['faro.receiver sourcemaps/location/path', read],
  ['local.file_match path_targets', pattern],
  ['loki.source.docker host', read],
  ['loki.source.file targets', pattern],
  ['loki.source.journal path', read],
  ['otelcol.exporter.file path', written],
  ['otelcol.receiver.filelog include', pattern],
  ['otelcol.storage.file compaction/directory', written],
  ['otelcol.storage.file directory', written],
  ['prometheus.exporter.cadvisor containerd_host', read],
  ['prometheus.exporter.cadvisor docker_host', read],
  ['prometheus.exporter.postgres custom_queries_config_path', read],
  ['prometheus.exporter.process procfs_path', read],
  ['prometheus.exporter.redis script_path', read],
  ['prometheus.exporter.redis script_paths', read],
  ['prometheus.exporter.snowflake private_key_path', read],
  ['prometheus.exporter.statsd mapping_config_path', read],
  ['prometheus.exporter.unix procfs_path', read],
  ['prometheus.exporter.unix rootfs_path', read],
  ['prometheus.exporter.unix runit/service_dir', read],
  ['prometheus.exporter.unix sysfs_path', read],
  ['prometheus.exporter.unix textfile/directory', read],
  ['prometheus.exporter.unix udev_data_path', read],
  ['prometheus.remote_write endpoint/azuread/workload_identity/token_file_path', read],
  ['prometheus.scrape scrape_failure_log_file', written],
  ['pyroscope.ebpf bpf_fs_root', read],
  ['pyroscope.ebpf symb_cache_path', written],
  ['pyroscope.java tmp_dir', written],
]);

/** `ca_file`, `bearer_token_file`, `filename`: what every component reads, whichever block it is in. */
const file = /(?:^|_)file(?:name)?$/;

/** How a component uses the path that is the value of an argument; undefined where it is no path of the machine. */
export function accessOf(component: string, { inside, type }: WrittenAttribute): PathArgument | undefined {
  const argument = known.get(`${component} ${inside.join('/')}`);
  if (argument) return argument;
  return type.kind === 'string' && file.test(inside.at(-1) ?? '') ? read : undefined;
}
