/** Reads fields of a structure one after the other, big-endian. Past the end each throws a RangeError. */
export class Fields {
  at = 0;
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.byteLength - this.at;
  }

  u8(): number {
    return this.#view.getUint8(this.#step(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#step(2));
  }

  i16(): number {
    return this.#view.getInt16(this.#step(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#step(4));
  }

  i32(): number {
    return this.#view.getInt32(this.#step(4));
  }

  /** As a number: exact up to 2⁵³, which no time or place in a file comes near. */
  u64(): number {
    return Number(this.#view.getBigUint64(this.#step(8)));
  }

  i64(): number {
    return Number(this.#view.getBigInt64(this.#step(8)));
  }

  /** Some formats choose the width by a version. */
  word(wide: boolean): number {
    return wide ? this.u64() : this.u32();
  }

  /** Four characters that name something. */
  name(): string {
    return String.fromCharCode(this.u8(), this.u8(), this.u8(), this.u8());
  }

  take(length: number): Uint8Array {
    if (length < 0 || length > this.left) throw new RangeError('past the end');
    const from = this.at;
    this.at += length;
    return this.bytes.subarray(from, this.at);
  }

  skip(length: number): this {
    this.take(length);
    return this;
  }

  rest(): Uint8Array {
    return this.take(this.left);
  }

  #step(length: number): number {
    const from = this.at;
    this.at += length;
    return from;
  }
}

/** What a reader makes of bytes that may be broken: `otherwise` where they end too early. */
export function whole<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof RangeError) return otherwise;
    throw thrown;
  }
}

const UTF8 = new TextDecoder();

/** Text up to the first zero. */
export function textIn(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return UTF8.decode(end < 0 ? bytes : bytes.subarray(0, end));
}
