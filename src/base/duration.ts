import { InputError } from './errors.ts';

const seconds = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

/** `90s`, `15m`, `24h`, `7d`, `2w` -> milliseconds. Throws InputError on anything else. */
export function parseDuration(text: string): number {
  const match = /^(\d{1,9})([smhdw])$/.exec(text);
  const unit = match?.[2] as keyof typeof seconds | undefined;
  if (!match || !unit)
    throw new InputError(`"${text}" is no duration. Write a number and s, m, h, d or w: 90s, 15m, 24h, 7d.`);
  return Number(match[1]) * seconds[unit] * 1000;
}

/** Milliseconds in words of at most two units: `3 d 4 h`, `12 min`, `45 s`. */
export function durationText(milliseconds: number): string {
  const whole = Math.max(0, Math.round(milliseconds / 1000));
  const parts = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor((whole % 86_400) / 3600), 'h'],
    [Math.floor((whole % 3600) / 60), 'min'],
    [whole % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0 s';
  const shown = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count} ${unit}`).join(' ');
}
