/** The bundled lecture. `.invalid` never resolves (RFC 2606), so nothing else can be meant by it. */
export const SAMPLE_URL = 'https://sample.mindtube.invalid/lecture';
