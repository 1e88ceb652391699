// The words of the bundled lecture: one caption a sentence. A point appears on the slide as its sentence begins.

/** @typedef {{ text: string, point?: string }} Sentence */
/** @typedef {{ title: string, curve: 'none' | 'falling' | 'steps', sentences: Sentence[] }} Section */

export const TITLE = 'How to remember what you learn'

/** @type {Section[]} */
export const SECTIONS = [
  {
    title: TITLE,
    curve: 'none',
    sentences: [
      { text: 'You watch a good lecture, you nod along, and a week later most of it is gone.' },
      { text: 'In the next two minutes you will see why we forget, and two habits that make learning last.', point: 'Why we forget, and two habits that help' },
    ],
  },
  {
    title: 'The forgetting curve',
    curve: 'falling',
    sentences: [
      { text: 'In 1885 Hermann Ebbinghaus measured his own memory with lists of meaningless syllables.', point: 'Ebbinghaus measured it, 1885' },
      { text: 'He forgot more than half of each list within an hour.', point: 'Over half was lost within an hour' },
      { text: 'After that, the forgetting curve slowly levels out.' },
      { text: 'Forgetting is not a fault: the brain lets go of whatever it is never asked for again.', point: 'We lose what we are never asked for' },
    ],
  },
  {
    title: 'Habit one: retrieval',
    curve: 'none',
    sentences: [
      { text: 'The first habit is retrieval, which means pulling an idea out of your head instead of reading it again.', point: 'Pull ideas out; do not put them in again' },
      { text: 'Rereading feels easy, and we mistake that ease for knowing.', point: 'Rereading feels like knowing' },
      { text: 'In one experiment by Roediger and Karpicke, students either reread a passage or tested themselves on it.' },
      { text: 'A week later, the students who had tested themselves remembered clearly more.', point: 'A week on, self-testing wins' },
      { text: 'So close the book, and write down what you can recall.' },
    ],
  },
  {
    title: 'Habit two: spacing',
    curve: 'steps',
    sentences: [
      { text: 'The second habit is spacing: leave gaps between your reviews.', point: 'Leave gaps between reviews' },
      { text: 'Four short reviews on four different days beat one long evening of cramming.', point: 'Four short days beat one long night' },
      { text: 'Each time you review just before you forget, the curve falls more slowly.' },
      { text: 'That is why the gaps can grow: one day, then three days, then a week, then a month.', point: 'Let the gaps grow: 1, 3, 7, 30 days' },
    ],
  },
  {
    title: 'A plan for this week',
    curve: 'none',
    sentences: [
      { text: 'Here is a plan that you can start today.' },
      { text: 'After a lecture, write three questions that it answered.', point: 'Today: write three questions' },
      { text: 'Tomorrow, answer them without looking, and only then check.', point: 'Tomorrow: answer, then check' },
      { text: 'Answer them again in three days, and once more next week.', point: 'Day 3 and day 7: once more' },
      { text: 'It takes five minutes, and what you learn will still be there when you need it.' },
    ],
  },
]
