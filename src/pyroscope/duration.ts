/** Durations as Go and as Prometheus write them, in seconds. undefined: the text is none of that kind. */

const goUnits: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};
const goPart = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;

/** Source: time.ParseDuration. It holds 292 years at most. */
export function goSeconds(text: string): number | undefined {
  const unsigned = text.replace(/^[-+]/, '');
  if (unsigned === '0') return 0;
  let sum = 0;
  let at = 0;
  goPart.lastIndex = 0;
  for (let part = goPart.exec(unsigned); part; part = goPart.exec(unsigned)) {
    sum += Number(part[1]) * (goUnits[part[2] ?? ''] ?? 0);
    at = goPart.lastIndex;
  }
  goPart.lastIndex = 0;
  if (at === 0 || at < unsigned.length || sum * 1e9 > 2 ** 63) return undefined;
  return text.startsWith('-') ? -sum : sum;
}

const prometheusForm = /^(?=\d)(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/;
const prometheusUnits = [31_536_000, 604_800, 86_400, 3600, 60, 1, 1e-3];

/** Source: prometheus/common, model.ParseDuration. It holds 292 years at most. */
export function prometheusSeconds(text: string): number | undefined {
  if (text === '0') return 0;
  const match = prometheusForm.exec(text);
  if (!match) return undefined;
  const sum = prometheusUnits.reduce((all, unit, index) => all + Number(match[index + 1] ?? 0) * unit, 0);
  return sum * 1e9 > 2 ** 63 ? undefined : sum;
}
