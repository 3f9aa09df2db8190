import { excerpt } from '../../base/display.ts';
import { nearest } from '../../base/suggest.ts';
import type { PyroscopeRule, RuleContext } from '../rule.ts';
import { sources } from '../sources.ts';
import { checksCompactor, usesV2 } from './architecture.ts';

interface Words {
  /** A key, or how the keys end. */
  readonly key: string;
  readonly words: readonly string[];
  readonly when?: (context: RuleContext) => boolean;
}

const isS3 = ({ settings }: RuleContext): boolean => settings.text('storage.backend')?.value === 's3';
const compression = ['', 'gzip', 'snappy'];
const stores = ['consul', 'etcd', 'inmemory', 'memberlist', 'multi'];

const table: readonly Words[] = [
  { key: 'storage.backend', words: ['', 's3', 'gcs', 'azure', 'swift', 'filesystem', 'cos'] },
  { key: 'storage.s3.signature_version', words: ['v4', 'v2'], when: isS3 },
  { key: 'storage.s3.bucket_lookup_type', words: ['path-style', 'virtual-hosted-style', 'auto'], when: isS3 },
  { key: 'storage.s3.sse.type', words: ['', 'SSE-KMS', 'SSE-S3'], when: isS3 },
  { key: 'limits.ingestion_relabeling_default_rules_position', words: ['', 'first', 'last', 'disabled'] },
  { key: 'query_scheduler.service_discovery_mode', words: ['dns', 'ring'] },
  {
    key: 'compactor.compaction_jobs_order',
    words: ['smallest-range-oldest-blocks-first', 'newest-blocks-first'],
    when: checksCompactor,
  },
  { key: 'compactor.compaction_split_by', words: ['fingerprint', 'stacktracePartition'], when: checksCompactor },
  { key: 'frontend.grpc_client_config.grpc_compression', words: compression },
  { key: 'frontend_worker.grpc_client_config.grpc_compression', words: compression },
  { key: 'metastore.grpc_client_config.grpc_compression', words: compression, when: usesV2 },
  { key: 'query_backend.grpc_client_config.grpc_compression', words: compression, when: usesV2 },
  { key: 'segment_writer.grpc_client_config.grpc_compression', words: compression, when: usesV2 },
  { key: '.kvstore.store', words: stores },
];

export const allowedValues: PyroscopeRule = {
  id: 'pyroscope.allowed-value',
  severity: 'blocker',
  title: 'A word is one of those that the server takes when it validates what it has decoded',
  why: 'It ends the start otherwise, at once or when the module that reads the key is set up.',
  sources: [
    sources.storage,
    sources.s3,
    sources.limits,
    sources.scheduler,
    sources.compactor,
    'grafana/dskit, grpcclient/grpcclient.go',
    'grafana/dskit, kv/client.go',
  ],
  covers: [
    'grpc-compression',
    'grpc-compression-v2',
    'relabel-position',
    'sched-mode',
    'compactor-order',
    'storage-backend-unknown',
    's3-signature',
    's3-lookup',
    's3-sse',
    'kvstore-unknown',
  ],
  check(context) {
    for (const { key, words, when } of table) {
      if (when && !when(context)) continue;
      const keys = key.startsWith('.') ? [...context.view.byPath.keys()].filter((path) => path.endsWith(key)) : [key];
      for (const path of keys) {
        const setting = context.settings.text(path);
        if (!setting || setting.from === 'default' || words.includes(setting.value)) continue;
        const near = nearest(setting.value, words);
        context.report(setting, {
          message: `"${path}" takes one of ${words.filter((word) => word !== '').join(', ')}, and this is "${excerpt(setting.value, 40)}"`,
          ...(near ? { hint: `Write ${near}` } : {}),
          place: path,
        });
      }
    }
  },
};
