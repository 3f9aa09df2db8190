import type { PyroscopeRule, RuleContext } from '../rule.ts';

/** What each backend cannot do without. */
const needed: Readonly<Record<string, readonly string[]>> = {
  s3: ['storage.s3.bucket_name'],
  gcs: ['storage.gcs.bucket_name'],
  azure: ['storage.azure.account_name', 'storage.azure.container_name'],
};

export const bucket: PyroscopeRule = {
  id: 'pyroscope.bucket',
  severity: 'blocker',
  title: 'The bucket that the server writes to is named, with what it takes to get in',
  why: 'GCS, Azure and COS stop the start. An S3 bucket without a name is accepted, and each profile is then lost when it is written.',
  sources: [
    'thanos-io/objstore, providers/gcs/gcs.go',
    'thanos-io/objstore, providers/azure/azure.go',
    'thanos-io/objstore, providers/s3/s3.go',
    'grafana/pyroscope, pkg/objstore/providers/cos/config.go',
  ],
  covers: ['s3-bucket-empty', 'gcs-bucket-empty', 'azure-required', 'cos-required', 'R4.3'],
  check(context) {
    const backend = context.settings.text('storage.backend');
    if (!backend) return;
    const keys = backend.value === 'cos' ? cosKeys(context) : (needed[backend.value] ?? []);
    const missing = keys.filter((key) => context.settings.text(key)?.value === '');
    if (missing.length > 0)
      context.report(backend, {
        message: `storage.backend is ${backend.value}, and ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} empty`,
        place: missing[0] ?? '',
      });
  },
};

function cosKeys({ settings }: RuleContext): readonly string[] {
  const secrets = ['storage.cos.secret_id', 'storage.cos.secret_key'];
  const endpoint = settings.text('storage.cos.endpoint');
  if (!endpoint) return [];
  return endpoint.value === ''
    ? ['storage.cos.bucket', 'storage.cos.app_id', 'storage.cos.region', ...secrets]
    : secrets;
}
