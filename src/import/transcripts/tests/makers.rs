//! A maker's quirks, one test a maker. All of it is invented, to the shapes that their own documents and programs have.

use super::{json, record, shown};
use crate::domain::call::TranscriptRecord;
use crate::domain::when::When;
use crate::import::Options;
use crate::import::testing::try_load;
use crate::import::transcripts::read_srt;

fn moments(record: &TranscriptRecord) -> Vec<(String, i64, Option<i64>, String)> {
    let one = |m: &crate::domain::call::Moment| {
        (m.label.verbatim().to_owned(), m.from_ms, m.to_ms, m.words.verbatim().to_owned())
    };
    record.moments.iter().map(one).collect()
}

fn started(record: &TranscriptRecord) -> String {
    match record.started.as_ref().expect("a start").when {
        When::Instant(at) => at.to_rfc3339(),
        other => format!("{other:?}"),
    }
}

#[test]
fn call_analytics_has_roles_overlaps_redactions_and_points_of_interest() {
    let record = json(
        r#"{"JobName": "job-8.wav", "Participants": [{"ParticipantRole": "AGENT"}, {"ParticipantRole": "CUSTOMER"}],
        "ConversationCharacteristics": {"TotalConversationDurationMillis": 9000}, "Channel": "VOICE",
        "Categories": {"MatchedCategories": ["Late", "No_Closing"], "MatchedDetails": {
            "Late": {"PointsOfInterest": [{"BeginOffsetMillis": 4100, "EndOffsetMillis": 4900}]}, "No_Closing": {"PointsOfInterest": []}}},
        "Transcript": [
            {"ParticipantRole": "CUSTOMER", "BeginOffsetMillis": 1000, "EndOffsetMillis": 4500, "Content": "My name is [PII].", "LoudnessScores": [70.1, null]},
            {"ParticipantRole": "AGENT", "BeginOffsetMillis": 4000, "EndOffsetMillis": 6000, "Content": "Sorry, who?",
             "IssuesDetected": [{"CharacterOffsets": {"Begin": 7, "End": 10}}]},
            {"ParticipantRole": "AGENT", "BeginOffsetMillis": 6000, "EndOffsetMillis": 19000, "Content": "Hm"}]}"#,
    );
    assert_eq!(
        shown(&record),
        [
            "customer customer 1000-4500: My name is [PII].",
            "agent agent 4000-6000: Sorry, who?",
            "agent agent 6000-19000: Hm !the cue lies beyond the end of the audio",
        ]
    );
    assert_eq!(record.format, "transcribe_call_analytics");
    assert_eq!(
        moments(&record),
        [
            ("Late".to_owned(), 4_100, Some(4_900), "Sorry, who?".to_owned()),
            ("issue".to_owned(), 4_000, Some(6_000), "who".to_owned()),
        ]
    );
    assert_eq!(
        record.warnings,
        [
            "a.json: 1 of 3 cues is faulty; it was kept with a mark: Transcript[2] (the cue lies beyond the end of the audio)"
        ]
    );
}

#[test]
fn contact_lens_names_participants_by_id_and_chats_have_absolute_times() {
    let record = json(
        r#"{"Version": "1.1.0", "CustomerMetadata": {"ContactId": "cid-1", "InstanceId": "i"},
        "Participants": [{"ParticipantId": "A1", "ParticipantRole": "AGENT"}, {"ParticipantId": "B2", "ParticipantRole": "CUSTOMER"}],
        "Transcript": [{"ParticipantId": "B2", "Id": "1", "Content": "Hi", "BeginOffsetMillis": 0, "EndOffsetMillis": 700, "LoudnessScore": [1]},
            {"ParticipantId": "A1", "Id": "2", "Content": "Hello", "BeginOffsetMillis": 800, "EndOffsetMillis": 900},
            {"ParticipantId": "X9", "Id": "3", "Content": "Ping", "BeginOffsetMillis": 900, "EndOffsetMillis": 950}]}"#,
    );
    assert_eq!(record.format, "contact_lens");
    assert_eq!(shown(&record), ["customer customer 0-700: Hi", "agent agent 800-900: Hello", "other X9 900-950: Ping"]);
    let chat = json(
        r#"{"Channel": "CHAT", "CustomerMetadata": {"ContactId": "cid-2"}, "Participants": [],
        "Transcript": [{"ParticipantRole": "CUSTOMER", "AbsoluteTime": "2026-03-04T09:00:00.500Z", "Content": "hi", "ContentType": "text/plain"},
            {"ParticipantRole": "AGENT", "AbsoluteTime": "2026-03-04T09:00:12Z", "Content": "hello"}]}"#,
    );
    assert_eq!(shown(&chat), ["customer customer 0-0: hi", "agent agent 11500-11500: hello"]);
    assert_eq!(started(&chat), "2026-03-04T09:00:00.500+00:00");
}

#[test]
fn pca_has_none_as_text_a_zone_apart_and_edited_words() {
    let record = json(
        r#"{"ConversationAnalytics": {"GUID": "None", "Agent": "None", "Duration": "9.5", "ConversationTime": "2026-03-04 09:08:07.250000",
            "ConversationLocation": "America/New_York", "SpeakerLabels": [{"Speaker": "spk_0", "DisplayText": "Agent"}, {"Speaker": "spk_1", "DisplayText": "Customer"}],
            "CategoriesDetected": [{"Name": "Missing", "Instances": 0, "Timestamps": []},
                {"Name": "Refund", "Instances": 1, "Timestamps": [{"BeginOffsetSecs": 2.0, "EndOffsetSecs": 2.5}]}]},
        "SpeechSegments": [{"SegmentStartTime": 0.04, "SegmentEndTime": 1.25, "SegmentSpeaker": "spk_0", "DisplayText": "Hello there", "OriginalText": "hallo", "TextEdited": 1, "BaseSentimentScores": []},
            {"SegmentStartTime": 1.5, "SegmentEndTime": 3.0, "SegmentSpeaker": "spk_1", "OriginalText": "money back"},
            {"SegmentStartTime": 3, "SegmentEndTime": 2.9, "SegmentSpeaker": "spk_2", "DisplayText": "x"}]}"#,
    );
    assert_eq!(
        shown(&record),
        [
            "agent Agent 40-1250: Hello there",
            "customer Customer 1500-3000: money back",
            "other spk_2 3000-2900: x !the cue ends before it starts",
        ]
    );
    assert_eq!(record.agent, None);
    // Nine in the morning in New York is two in the afternoon in UTC, before the clocks change.
    assert_eq!(started(&record), "2026-03-04T14:08:07.250+00:00");
    assert_eq!(moments(&record), [("Refund".to_owned(), 2_000, Some(2_500), "money back".to_owned())]);
    let told = json(
        r#"{"ConversationAnalytics": {"GUID": "g-7", "Agent": "PatR", "SpeakerLabels": []}, "SpeechSegments": [{"SegmentSpeaker": "spk_0", "DisplayText": "a"}]}"#,
    );
    assert_eq!(told.agent.and_then(|agent| agent.name).as_deref(), Some("PatR"));
}

#[test]
fn transcribe_joins_items_and_finds_speakers_in_segments() {
    let record = json(
        r#"{"jobName": "j1", "results": {"transcripts": [{"transcript": "Hi, there. Yes."}], "speaker_labels": {"speakers": 2, "segments": [
            {"start_time": "0.10", "end_time": "0.95", "speaker_label": "spk_0", "items": []},
            {"start_time": "1.00", "end_time": "1.50", "speaker_label": "spk_1", "items": []}]},
        "items": [
            {"start_time": "0.10", "end_time": "0.40", "alternatives": [{"confidence": "1.0", "content": "Hi"}], "type": "pronunciation"},
            {"alternatives": [{"confidence": "0.0", "content": ","}], "type": "punctuation"},
            {"start_time": "0.50", "end_time": "0.95", "alternatives": [{"content": "there"}], "type": "pronunciation"},
            {"alternatives": [{"content": "."}], "type": "punctuation"},
            {"start_time": "1.00", "end_time": "1.50", "alternatives": [{"content": "Yes"}], "type": "pronunciation"},
            {"alternatives": [{"content": "."}], "type": "punctuation"}]}}"#,
    );
    assert_eq!(shown(&record), ["other spk_0 100-950: Hi, there.", "other spk_1 1000-1500: Yes."]);
    let own = json(
        r#"{"results": {"transcripts": [], "items": [
            {"start_time": "0.0", "end_time": "0.2", "speaker_label": "spk_1", "alternatives": [{"content": "One"}], "type": "pronunciation"},
            {"start_time": "0.2", "end_time": "0.4", "speaker_label": "spk_0", "alternatives": [{"content": "two"}], "type": "pronunciation"},
            {"start_time": "4.87", "end_time": "5", "speaker_label": "spk_0", "alternatives": [{"content": "three"}], "type": "pronunciation"}]}}"#,
    );
    assert_eq!(shown(&own), ["other spk_1 0-200: One", "other spk_0 200-400: two", "other spk_0 4870-5000: three"]);
}

#[test]
fn deepgram_speaker_zero_is_a_speaker_with_and_without_utterances() {
    let utterances = json(
        r#"{"metadata": {"request_id": "r", "duration": 3.2, "channels": 1}, "results": {"channels": [{"alternatives": [{"transcript": "a b", "words": []}]}],
            "utterances": [{"start": 0.1, "end": 0.9, "channel": 0, "speaker": 0, "transcript": "A?", "words": []},
                {"start": 1.0, "end": 2.279999, "channel": 0, "transcript": "B.", "words": [{"word": "b", "speaker": 1}]}]}}"#,
    );
    assert_eq!(shown(&utterances), ["other speaker 0 100-900: A?", "other speaker 1 1000-2280: B."]);
    let words = json(
        r#"{"metadata": {"request_id": "r"}, "results": {"channels": [{"alternatives": [{"transcript": "yes no no", "words": [
            {"word": "yes", "punctuated_word": "Yes,", "start": 0.5, "end": 0.7, "speaker": 0},
            {"word": "no", "start": 0.8, "end": 0.9, "speaker": 1},
            {"word": "no", "punctuated_word": "No.", "start": 2.4, "end": 2.5, "speaker": 1}]}]}]}}"#,
    );
    // A pause of 1.5 s ends a turn.
    assert_eq!(
        shown(&words),
        ["other speaker 0 500-700: Yes,", "other speaker 1 800-900: no", "other speaker 1 2400-2500: No."]
    );
    let channels = json(
        r#"{"metadata": {"request_id": "r", "channels": 2}, "results": {"channels": [
            {"alternatives": [{"transcript": "a c", "words": [{"word": "a", "start": 0, "end": 1}, {"word": "c", "start": 5, "end": 6}]}]},
            {"alternatives": [{"transcript": "b", "words": [{"word": "b", "start": 2, "end": 3}]}]}]}}"#,
    );
    assert_eq!(
        shown(&channels),
        ["other channel 0 0-1000: a", "other channel 1 2000-3000: b", "other channel 0 5000-6000: c"]
    );
    let bare = json(r#"{"results": {"channels": [{"alternatives": [{"transcript": "all of it"}]}]}}"#);
    assert_eq!(shown(&bare), ["other - ?-?: all of it !the cue has no times"]);
}

#[test]
fn assemblyai_without_utterances_is_made_anew_of_its_words() {
    let of = |utterances: &str| {
        format!(
            r#"{{"id": "t-1", "status": "completed", "audio_duration": 5, "text": "Hi. Yes.", "utterances": {utterances},
            "words": [{{"text": "Hi.", "start": 170, "end": 718, "speaker": "A"}}, {{"text": "Yes.", "start": 884, "end": 5600, "speaker": "B"}}]}}"#
        )
    };
    assert_eq!(shown(&json(&of("null"))), ["other speaker A 170-718: Hi.", "other speaker B 884-5600: Yes."]);
    let own = of(r#"[{"speaker": "Agent", "start": 100, "end": 7000, "text": "Hi. Yes.", "words": []}]"#);
    // The audio's length is in whole seconds: 5,600 ms are not beyond it, 7,000 are.
    assert_eq!(shown(&json(&own)), ["agent Agent 100-7000: Hi. Yes. !the cue lies beyond the end of the audio"]);
    let error = super::read_json(
        br#"{"id": "t", "status": "error", "error": "no audio", "text": null, "words": null, "audio_url": "u"}"#,
        0,
    );
    assert!(format!("{error:?}").contains("not done (error): no audio"), "{error:?}");
}

#[test]
fn whispers_segments_can_be_reversed_or_beyond_the_audio_and_whisperx_names_speakers() {
    let record = json(
        r#"{"text": " a b", "duration": 30.0, "segments": [{"id": 0, "start": 99.92, "end": 90.72, "text": " Back"},
            {"start": 28.0, "end": 33.5, "text": " Beyond", "words": [{"text": "Beyond"}]},
            {"start": 1, "end": 2, "text": "  ", "speaker": "SPEAKER_00"},
            {"start": 2, "end": 3, "text": " Yes", "words": [{"word": "Yes", "speaker": "SPEAKER_01"}]}, 7], "language": "en"}"#,
    );
    assert_eq!(
        shown(&record),
        [
            "other - 99920-90720: Back !the cue ends before it starts",
            "other - 28000-33500: Beyond !the cue lies beyond the end of the audio",
            "other SPEAKER_00 1000-2000:  !the cue has no words",
            "other SPEAKER_01 2000-3000: Yes",
            "other - ?-?:  !the cue cannot be read",
        ]
    );
    assert!(
        record.warnings[0].contains("segments[0] (the cue ends before it starts), segments[1]"),
        "{:?}",
        record.warnings
    );
}

#[test]
fn whisper_cpp_has_offsets_or_clock_times_and_tokens_without_either() {
    let record = json(
        r#"{"systeminfo": "x", "model": {}, "params": {}, "result": {"language": "en"}, "transcription": [
            {"timestamps": {"from": "00:00:00,000", "to": "00:00:07,000"}, "offsets": {"from": 0, "to": 7000}, "text": " One", "tokens": [{"text": "x"}]},
            {"timestamps": {"from": "00:00:07,250", "to": "00:01:00,000"}, "text": " Two"},
            {"timestamps": {"from": "late"}, "text": " Three"}]}"#,
    );
    assert_eq!(
        shown(&record),
        ["other - 0-7000: One", "other - 7250-60000: Two", "other - ?-?: Three !the times of the cue cannot be read",]
    );
}

#[test]
fn genesys_counts_from_the_epoch_and_the_conversation_start_is_taken_off() {
    let of = |start: &str| {
        format!(
            r#"{{"conversationId": "conv-1", {start} "participants": [{{"participantPurpose": "internal", "userId": "u-5"}}, {{"participantPurpose": "external"}}],
            "transcripts": [{{"transcriptId": "t", "phrases": [
                {{"text": "hi there", "decoratedText": "Hi there.", "startTimeMs": 1772611690500, "duration": {{"milliseconds": 1500}}, "participantPurpose": "internal"}},
                {{"text": "hello", "startTimeMs": 1772611693000, "duration": {{"milliseconds": 400}}, "participantPurpose": "external"}},
                {{"text": "press one", "startTimeMs": 5000, "duration": {{"milliseconds": 100}}, "participantPurpose": "ivr"}}]}}]}}"#
        )
    };
    // 1772611687000 is 2026-03-04T08:08:07Z.
    let record = json(&of(r#""conversationStartTime": 1772611687000,"#));
    assert_eq!(
        shown(&record),
        ["agent agent 3500-5000: Hi there.", "customer customer 6000-6400: hello", "other ivr 5000-5100: press one"]
    );
    assert_eq!(started(&record), "2026-03-04T08:08:07+00:00");
    assert_eq!(record.agent.clone().and_then(|agent| agent.id).as_deref(), Some("u-5"));
    assert!(record.warnings.is_empty());
    let unsaid = json(&of(""));
    assert_eq!(shown(&unsaid)[..2], ["agent agent 0-1500: Hi there.", "customer customer 2500-2900: hello"]);
    assert!(unsaid.warnings[0].contains("does not say when the conversation began"), "{:?}", unsaid.warnings);
}

#[test]
fn twilio_has_texts_for_times_and_channels_for_speakers() {
    let record = json(
        r#"{"sentences": [{"media_channel": 1, "sentence_index": 0, "start_time": "0.5", "end_time": "2.25", "transcript": "Good day.", "confidence": "0.9"},
            {"media_channel": 2, "sentence_index": 1, "start_time": "2.5", "end_time": null, "transcript": "Hi."}],
        "meta": {"next_page_url": null, "url": "https://intelligence.example/v2/Transcripts/GT0123456789abcdef0123456789abcdef/Sentences?PageSize=50"}}"#,
    );
    assert_eq!(
        shown(&record),
        ["other channel 1 500-2250: Good day.", "other channel 2 2500-?: Hi. !the cue has no end"]
    );
    let loaded = try_load(
        &[("page.json", br#"{"sentences": [{"media_channel": 1, "start_time": "0", "end_time": "1", "transcript": "a"}], "transcript_sid": "GT1", "meta": {"next_page_url": "more"}}"#)],
        &Options::default(),
    )
    .expect("readable");
    assert_eq!(loaded.plan.transcripts().next(), Some(("page.json", "GT1")));
    let crate::import::Item::Transcript(paged) = &loaded.items[0] else { panic!("{:?}", loaded.items) };
    assert!(paged.warnings[0].contains("one page of several"), "{:?}", paged.warnings);
}

#[test]
fn googles_last_result_repeats_all_words_and_alone_says_who_speaks() {
    let record = json(
        r#"{"results": [
            {"alternatives": [{"transcript": "hi there", "confidence": 0.0, "words": [{"startTime": "0s", "endTime": "0.500s", "word": "hi"}, {"startTime": "0.500s", "endTime": "1s", "word": "there"}]}]},
            {"alternatives": [{"transcript": " yes", "words": [{"startTime": "1.500s", "endTime": "2s", "word": "yes"}]}]},
            {"alternatives": [{"words": [{"startTime": "0s", "endTime": "0.500s", "word": "hi", "speakerTag": 1}, {"startTime": "0.500s", "endTime": "1s", "word": "there", "speakerTag": 1},
                {"startTime": "1.500s", "endTime": "2s", "word": "yes", "speakerTag": 2}]}]}]}"#,
    );
    assert_eq!(shown(&record), ["other speaker 1 0-1000: hi there", "other speaker 2 1500-2000: yes"]);
    let plain = json(
        r#"{"name": "op", "done": true, "response": {"results": [{"alternatives": [{"transcript": "hi"}], "resultEndTime": "1.500s"},
            {"alternatives": [{"transcript": " yes", "words": [{"endTime": "1.900s", "word": "yes"}]}], "resultEndTime": "2.250s"}, {"alternatives": []}]}}"#,
    );
    assert_eq!(shown(&plain), ["other - 0-1500: hi", "other - 0-1900: yes", "other - ?-?:  !the cue has no times"]);
    // The second version of the service repeats nothing.
    let second = json(
        r#"{"results": [{"alternatives": [{"transcript": "hi", "words": [{"startOffset": "0.1s", "endOffset": "0.5s", "word": "hi", "speakerLabel": "1"}]}]},
            {"alternatives": [{"transcript": "yes", "words": [{"startOffset": "1s", "endOffset": "2s", "word": "yes", "speakerLabel": "2"}]}]}]}"#,
    );
    assert_eq!(shown(&second), ["other speaker 1 100-500: hi", "other speaker 2 1000-2000: yes"]);
}

#[test]
fn googles_conversations_have_roles() {
    let record = json(
        r#"{"name": "projects/p/locations/l/conversations/conv-9", "startTime": "2026-03-04T09:00:00Z", "duration": "9s", "agentId": "A7",
        "transcript": {"transcriptSegments": [
            {"text": "Hello", "channelTag": 1, "segmentParticipant": {"role": "HUMAN_AGENT"}, "words": [{"endOffset": "0.500s", "word": "Hello"}]},
            {"text": "Hi", "channelTag": 2, "segmentParticipant": {"role": "END_USER"}, "words": [{"startOffset": "1.250s", "endOffset": "2s", "word": "Hi"}]},
            {"text": "Beep", "channelTag": 3, "words": []}]}}"#,
    );
    assert_eq!(
        shown(&record),
        [
            "agent agent 0-500: Hello",
            "customer customer 1250-2000: Hi",
            "other channel 3 ?-?: Beep !the cue has no times",
        ]
    );
    assert_eq!(record.agent.and_then(|agent| agent.id).as_deref(), Some("A7"));
}

#[test]
fn bedrock_has_speakers_and_channels() {
    let record = json(
        r#"{"metadata": {"asset_id": "0"}, "audio_segments": [
            {"start_timestamp_millis": 10, "end_timestamp_millis": 900, "type": "TRANSCRIPT", "text": "Hi", "speaker": {"speaker_label": "spk_0"}, "channel": {"channel_label": "ch_0"}},
            {"start_timestamp_millis": 950, "end_timestamp_millis": 1200, "text": "Yes", "channel": {"channel_label": "1"}}]}"#,
    );
    assert_eq!(shown(&record), ["other spk_0 10-900: Hi", "other channel 1 950-1200: Yes"]);
}

#[test]
fn harper_valleys_emotion_is_a_list_or_an_object() {
    for emotion in ["[0.2, 0.8]", r#"{"neutral": 0.2}"#] {
        let record = json(&format!(
            r#"[{{"human_transcript": "hi [noise] <unk>", "transcript": "high", "speaker_role": "agent", "channel_index": 2, "offset_ms": 500, "start_ms": 400, "duration_ms": 100, "emotion": {emotion}}}]"#
        ));
        assert_eq!(shown(&record), ["agent agent 500-600: hi [noise] <unk>"]);
    }
}

#[test]
fn srt_without_numbers_with_points_with_tags_and_names() {
    let text = "\u{feff}1\r\n00:00:01,000 --> 00:00:02,500\r\n{\\an8}<i>Agent:</i> one &amp; <font color=\"#f00\">two</font>\r\n\r\n\
                00:00:03.000 --> 00:00:04.000\r\nCustomer: 2 < 3 <unk>\r\n7\r\n0:0:5,5 --> 0:0:4,0\r\nback\r\n\r\n\
                8\r\n\r\nAgent: no times\r\n\r\n9\r\n00:00:06,000 --> 00:00:06,500\r\n";
    assert_eq!(
        shown(&record(read_srt(text.as_bytes()).expect("readable"))),
        [
            "agent Agent 1000-2500: one & two",
            "customer Customer 3000-4000: 2 < 3 <unk>",
            "other - 5500-4000: back !the cue ends before it starts",
            "other - ?-?: 8 !the cue has no times",
            "agent Agent ?-?: no times !the cue has no times",
            "other - 6000-6500:  !the cue has no words",
        ]
    );
}

#[test]
fn subtitles_come_in_every_encoding() {
    let text = "1\n00:00:01,000 --> 00:00:02,000\nGrüße, Łódź – 你好\n";
    let utf16 = |bom: bool, unit: fn(u16) -> [u8; 2]| {
        let units = bom.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
        units.flat_map(unit).collect::<Vec<u8>>()
    };
    let utf32 = |unit: fn(u32) -> [u8; 4]| {
        std::iter::once(0xFEFF).chain(text.chars().map(u32::from)).flat_map(unit).collect::<Vec<u8>>()
    };
    for (bytes, name) in [
        (text.as_bytes().to_vec(), "utf-8"),
        ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), "utf-8 with a mark"),
        (utf16(true, u16::to_le_bytes), "utf-16le"),
        (utf16(true, u16::to_be_bytes), "utf-16be"),
        (utf16(false, u16::to_le_bytes), "utf-16le without a mark"),
        (utf32(u32::to_le_bytes), "utf-32le"),
        (utf32(u32::to_be_bytes), "utf-32be"),
    ] {
        let loaded = try_load(&[("c1.srt", &bytes)], &Options::default()).expect(name);
        let crate::import::Item::Transcript(read) = &loaded.items[0] else { panic!("{name}") };
        assert_eq!(read.turns[0].text.verbatim(), "Grüße, Łódź – 你好", "{name}");
    }
    let old = b"1\n00:00:01,000 --> 00:00:02,000\nRen\xE9e d\xE9j\xE0\n";
    let loaded = try_load(&[("c1.srt", old)], &Options::default()).expect("windows-1252");
    assert!(loaded.warned("read as Windows-1252"), "{:?}", loaded.plan.warnings);
    let crate::import::Item::Transcript(read) = &loaded.items[0] else { panic!("{:?}", loaded.items) };
    assert_eq!(read.turns[0].text.verbatim(), "Renée déjà");
    let chinese = b"1\n00:00:01,000 --> 00:00:02,000\n\xC4\xE3\xBA\xC3\n";
    let encoding = crate::import::TextEncoding::named("gb2312");
    let loaded = try_load(&[("c1.srt", chinese)], &Options { encoding, ..Options::default() }).expect("gb2312");
    let crate::import::Item::Transcript(read) = &loaded.items[0] else { panic!("{:?}", loaded.items) };
    assert_eq!(read.turns[0].text.verbatim(), "你好");
}
