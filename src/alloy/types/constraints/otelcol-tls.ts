import type { Body } from '../../catalogue/view.ts';
import { isMisnamed, type Walk } from '../../walk.ts';
import { cipherSuites } from '../texts.ts';
import { constantAt, type Written } from '../written.ts';
import { checkWords } from './words.ts';

const versions = ['', '1.0', '1.1', '1.2', '1.3'];

/**
 * TLS of the components that wrap the OpenTelemetry Collector: it takes plain texts, and the component fails to start with
 * others. Source: open-telemetry/opentelemetry-collector, config/configtls.
 */
export function checkOtelTls(walk: Walk, { raw }: Body, written: Written): void {
  const { definition } = walk.view.catalogue;
  if (raw !== definition('otelcol.TLSClientArguments') && raw !== definition('otelcol.TLSServerArguments')) return;
  for (const name of ['min_version', 'max_version'])
    checkWords(walk, written.attributes.get(name)?.value, versions, name);
  const insecure = written.attributes.has('include_insecure_cipher_suites');
  if (isMisnamed(walk)) return;
  if (!insecure || constantAt(written, 'include_insecure_cipher_suites') === false)
    checkWords(walk, written.attributes.get('cipher_suites')?.value, cipherSuites, 'cipher_suites');
}
