/** The string of the SSH wire format (RFC 4251, 5) that begins at an offset; undefined when the bytes end before it. */
export function stringAt(bytes: Buffer, at: number): Buffer | undefined {
  if (at < 0 || at + 4 > bytes.length) return undefined;
  const end = at + 4 + bytes.readUInt32BE(at);
  return end > bytes.length ? undefined : bytes.subarray(at + 4, end);
}
