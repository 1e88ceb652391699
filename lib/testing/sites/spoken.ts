/** Captions whose times and words the tests look for, in two languages. */
export const SPOKEN = {
  en: { vtt: 'WEBVTT\n\n00:00:01.234 --> 00:00:03.235\nGood evening, and welcome to the lecture.\n\n00:00:04.007 --> 00:00:05.507\nBread needs time, and time is patience.\n' },
  de: { vtt: 'WEBVTT\n\n00:00:01.234 --> 00:00:03.235\nGuten Abend und willkommen zur Vorlesung.\n\n00:00:04.007 --> 00:00:05.507\nBrot braucht Zeit, und Zeit ist Geduld.\n' },
} as const;

export const SPOKEN_TIMES = [[1.234, 3.235], [4.007, 5.507]];

export const SPOKEN_SRT = '1\n00:00:01,234 --> 00:00:03,235\nGood evening, and welcome to the lecture.\n\n2\n00:00:04,007 --> 00:00:05,507\nBread needs time, and time is patience.\n';
