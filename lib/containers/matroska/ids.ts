/** Elements of Matroska that are read (RFC 9559, section 5). */
export const ID = {
  Segment: 0x18_53_80_67,
  SeekHead: 0x11_4d_9b_74, Seek: 0x4d_bb, SeekId: 0x53_ab, SeekPosition: 0x53_ac,
  Info: 0x15_49_a9_66, TimestampScale: 0x2a_d7_b1, Title: 0x7b_a9,
  Tracks: 0x16_54_ae_6b, TrackEntry: 0xae, TrackNumber: 0xd7, TrackType: 0x83, FlagEnabled: 0xb9, FlagDefault: 0x88, FlagForced: 0x55_aa,
  Name: 0x53_6e, Language: 0x22_b5_9c, LanguageBcp47: 0x22_b5_9d, CodecId: 0x86,
  ContentEncodings: 0x6d_80, ContentEncoding: 0x62_40, ContentEncodingOrder: 0x50_31, ContentEncodingScope: 0x50_32, ContentEncodingType: 0x50_33,
  ContentCompression: 0x50_34, ContentCompAlgo: 0x42_54, ContentCompSettings: 0x42_55,
  Cues: 0x1c_53_bb_6b, CuePoint: 0xbb, CueTime: 0xb3, CueTrackPositions: 0xb7, CueTrack: 0xf7, CueClusterPosition: 0xf1, CueRelativePosition: 0xf0, CueDuration: 0xb2,
  Cluster: 0x1f_43_b6_75, Timestamp: 0xe7, SimpleBlock: 0xa3, BlockGroup: 0xa0, Block: 0xa1, BlockDuration: 0x9b,
  Chapters: 0x10_43_a7_70, EditionEntry: 0x45_b9, EditionFlagDefault: 0x45_db, ChapterAtom: 0xb6, ChapterTimeStart: 0x91, ChapterFlagHidden: 0x98, ChapterDisplay: 0x80, ChapString: 0x85,
  Attachments: 0x19_41_a4_69, Tags: 0x12_54_c3_67,
} as const;

/** What stands beside a cluster, so that one of unknown size ends there. */
export const TOP_LEVEL: ReadonlySet<number> = new Set([ID.Segment, ID.SeekHead, ID.Info, ID.Tracks, ID.Cues, ID.Cluster, ID.Chapters, ID.Attachments, ID.Tags]);
