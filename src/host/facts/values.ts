/** Texts of a host as values of the facts document, within the bounds of its schema; undefined for any other text. */

/** A count, in whatever unit. */
export function count(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

export function shortText(text: string): string | undefined {
  return text.length > 0 && text.length <= 255 ? text : undefined;
}

export function path(text: string): string | undefined {
  return text.startsWith('/') && text.length <= 4096 ? text : undefined;
}

/** Of a uid_map with one line, "0:0:4294967295" is the initial user namespace (user_namespaces(7)). */
export function initialUserNamespace(map: string): boolean | undefined {
  return /^\d+:\d+:\d+$/.test(map) ? map === '0:0:4294967295' : undefined;
}

/** Names of capabilities by their bit: include/uapi/linux/capability.h. */
const capabilityNames = [
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE',
  'NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN',
  'SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE',
  'MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE',
].flatMap((line) => line.split(' '));

/** The mask of a /proc/PID/status, in hexadecimal: the names, and the number of a bit that has none. */
export function capabilities(mask: string): string[] | undefined {
  if (!/^[0-9a-f]{1,16}$/.test(mask)) return undefined;
  const bits = BigInt(`0x${mask}`);
  return Array.from({ length: 64 }, (_, bit) => bit)
    .filter((bit) => (bits >> BigInt(bit)) & 1n)
    .map((bit) => capabilityNames[bit] ?? String(bit));
}
