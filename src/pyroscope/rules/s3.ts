import { excerpt } from '../../base/display.ts';
import type { PyroscopeRule, RuleContext } from '../rule.ts';
import type { Setting } from '../settings.ts';
import { sources } from '../sources.ts';

export const s3: PyroscopeRule = {
  id: 'pyroscope.s3',
  severity: 'blocker',
  title: 'The settings of an S3 bucket fit together',
  why: 'The server, or its storage module, does not start without an endpoint, with a scheme or path in it, with half a pair of keys, with a key beside native_aws_auth_enabled, with SSE-KMS without kms_key_id, with a context that is no JSON object of texts, or with force_path_style beside virtual-hosted-style.',
  sources: [sources.s3, 'thanos-io/objstore, providers/s3/s3.go', 'minio-go, for the scheme, which was not read there'],
  covers: [
    's3-lookup',
    's3-sse',
    's3-endpoint-empty',
    's3-keys-half',
    's3-native-auth-with-key',
    's3-kms-no-key',
    's3-endpoint-scheme',
    'R4.3',
    'R4.4',
  ],
  check(context) {
    const backend = context.settings.text('storage.backend');
    if (backend?.value !== 's3') return;
    checkEndpoint(context, backend);
    checkKeys(context);
    checkEncryption(context);
    checkLookup(context);
  },
};

function checkEndpoint({ settings, report }: RuleContext, backend: Setting<string>): void {
  const endpoint = settings.text('storage.s3.endpoint');
  if (!endpoint) return;
  const place = endpoint.path;
  const shown = excerpt(endpoint.value.replace(/\/\/[^/@]*@/, '//…@'), 80);
  const host = endpoint.value
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/^[^/@]*@/, '')
    .replace(/\/.*$/, '');
  if (endpoint.value === '')
    report(endpoint.from === 'default' ? backend : endpoint, {
      message: 'storage.s3.endpoint is empty',
      hint: 'Write HOST or HOST:PORT, such as s3.eu-central-1.amazonaws.com',
      place,
    });
  else if (/^[a-z]+:\/\//i.test(endpoint.value))
    report(endpoint, {
      message: `The endpoint "${shown}" has a scheme, and must be HOST or HOST:PORT`,
      hint: /^http:/i.test(endpoint.value)
        ? `Write ${excerpt(host, 60)}, and insecure: true for plain HTTP`
        : `Write ${excerpt(host, 60)}`,
      place,
    });
  else if (endpoint.value.includes('/'))
    report(endpoint, { message: `The endpoint "${shown}" has a path, and must be HOST or HOST:PORT`, place });
}

function checkKeys({ settings, report }: RuleContext): void {
  const id = settings.text('storage.s3.access_key_id');
  const secret = settings.text('storage.s3.secret_access_key');
  if (!id || !secret) return;
  if ((id.value === '') !== (secret.value === '')) {
    const [given, missing] = id.value === '' ? [secret, id] : [id, secret];
    report(given, {
      message: `${given.path} is set, and ${missing.path} is not`,
      hint: 'Set both, or neither',
      place: given.path,
    });
  }
  const native = settings.truth('storage.s3.native_aws_auth_enabled');
  if (native?.value && id.value !== '')
    report(native, {
      message: 'native_aws_auth_enabled is set beside access_key_id',
      hint: 'Take one of them out',
      place: native.path,
    });
}

function checkEncryption({ settings, report }: RuleContext): void {
  const type = settings.text('storage.s3.sse.type');
  const key = settings.text('storage.s3.sse.kms_key_id');
  const context = settings.text('storage.s3.sse.kms_encryption_context');
  if (type?.value === 'SSE-KMS' && key?.value === '')
    report(type, {
      message: 'SSE-KMS is set, and kms_key_id is not',
      hint: 'Set storage.s3.sse.kms_key_id',
      place: type.path,
    });
  if (context && context.value !== '' && !isObjectOfTexts(context.value))
    report(context, {
      message: 'kms_encryption_context is no JSON object of texts',
      hint: 'Write it as text: \'{"name": "value"}\'',
      place: context.path,
    });
}

function isObjectOfTexts(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null) return true;
    return (
      typeof value === 'object' &&
      !Array.isArray(value) &&
      Object.values(value).every((item) => typeof item === 'string')
    );
  } catch {
    return false;
  }
}

function checkLookup({ settings, report }: RuleContext): void {
  const lookup = settings.text('storage.s3.bucket_lookup_type');
  const force = settings.truth('storage.s3.force_path_style');
  if (lookup?.value === 'virtual-hosted-style' && force?.value)
    report(force, {
      message: 'force_path_style is set beside bucket_lookup_type: virtual-hosted-style',
      hint: 'Take force_path_style out, the old name for path-style',
      place: force.path,
    });
}
