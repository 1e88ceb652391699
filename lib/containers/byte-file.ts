/** A file of which parts can be read. */
export type ByteFile = {
  /** Bytes from `start`; fewer at the end of the file. `ahead` more may be fetched along, for reads to come. */
  read(start: number, length: number, ahead?: number): Promise<Uint8Array>;
  /** Known after the first read; null where nobody says. */
  readonly size: number | null;
};

/** A file that is in memory whole. */
export function memoryFile(bytes: Uint8Array): ByteFile {
  return { size: bytes.byteLength, read: async (start, length) => bytes.subarray(start, start + length) };
}
