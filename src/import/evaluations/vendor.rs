//! Which vendor's evaluation a JSON object is, told by its keys.

use serde_json::Value;

/// The shapes that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::import) enum Vendor {
    /// Amazon Connect's export to S3.
    AmazonConnect,
    /// What Amazon Connect's `DescribeContactEvaluation` answers.
    ConnectApi,
    Genesys,
    /// A conversation with its reviews, or a review alone.
    ZendeskQa,
    /// A row a rating, by Zendesk's `AutoQA`.
    ZendeskAuto,
    MiaRec,
}

impl Vendor {
    /// As `--json` and the Import screen have it.
    pub(in crate::import) fn format(self) -> &'static str {
        match self {
            Self::AmazonConnect => "amazon_connect",
            Self::ConnectApi => "amazon_connect_api",
            Self::Genesys => "genesys_cloud",
            Self::ZendeskQa => "zendesk_qa",
            Self::ZendeskAuto => "zendesk_autoqa",
            Self::MiaRec => "miarec",
        }
    }

    /// By the keys of an object. A key or two may be missing: then what is missed is said, rather than that the file is
    /// of no kind.
    pub(in crate::import) fn of<'k>(keys: impl IntoIterator<Item = &'k str>) -> Option<Self> {
        let keys: Vec<&str> = keys.into_iter().collect();
        let count = |wanted: &[&str]| wanted.iter().filter(|key| keys.contains(key)).count();
        let has = |key: &str| keys.contains(&key);
        if has("evaluation_report")
            || count(&["report_id", "report_points", "report_max_points", "pass_threshold", "form_revision"]) >= 2
        {
            return Some(Self::MiaRec);
        }
        if has("Evaluation")
            || has("EvaluationForm")
            || count(&["EvaluationId", "Metadata", "Answers", "Scores", "EvaluationArn"]) >= 2
        {
            return Some(Self::ConnectApi);
        }
        if has("ratingCategoryName")
            || count(&["ratingScaleScore", "ratingMax", "ratingRangeMax", "externalTicketId", "revieweeEmail"]) >= 2
        {
            return Some(Self::ZendeskAuto);
        }
        if (has("reviews") && count(&["externalId", "workspaceId", "externalUrl", "createdAtISO", "lastUpdated"]) >= 1)
            || (has("ratings") && count(&["reviewer", "reviewee", "scorecard", "created", "createdISO"]) >= 1)
        {
            return Some(Self::ZendeskQa);
        }
        let genesys = count(&[
            "conversation",
            "evaluator",
            "agent",
            "status",
            "answers",
            "evaluationForm",
            "conversationDate",
            "releaseDate",
        ]);
        if (has("evaluationForm") || has("answers")) && genesys >= 2 {
            return Some(Self::Genesys);
        }
        let connect = count(&[
            "schemaVersion",
            "evaluationId",
            "metadata",
            "sections",
            "questions",
            "contactId",
            "evaluationFormTotalScore",
        ]);
        (connect >= 2 && count(&["evaluationId", "sections", "questions", "evaluationFormTotalScore"]) >= 1)
            .then_some(Self::AmazonConnect)
    }

    pub(in crate::import) fn of_value(value: &Value) -> Option<Self> {
        Self::of(value.as_object()?.keys().map(String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::Vendor;

    #[test]
    fn a_vendor_is_told_by_the_keys_and_a_transcript_is_none() {
        for (keys, vendor) in [
            ("schemaVersion evaluationId metadata sections questions", Some(Vendor::AmazonConnect)),
            ("schemaVersion contactId agentId evaluationFormTotalScore sections", Some(Vendor::AmazonConnect)),
            ("Evaluation EvaluationForm", Some(Vendor::ConnectApi)),
            ("EvaluationId Metadata Answers Notes Status Scores", Some(Vendor::ConnectApi)),
            ("id conversation evaluationForm evaluator agent status answers", Some(Vendor::Genesys)),
            ("externalId workspaceId comments reviews", Some(Vendor::ZendeskQa)),
            ("id reviewer reviewee score ratings comment", Some(Vendor::ZendeskQa)),
            ("score ratingMax weight ratingCategoryName externalTicketId", Some(Vendor::ZendeskAuto)),
            ("evaluation_report", Some(Vendor::MiaRec)),
            ("report_id title status report_points sections", Some(Vendor::MiaRec)),
            // Transcripts and their metadata.
            ("sid agent caller tasks start_time_ms", None),
            ("human_transcript speaker_role offset_ms", None),
            ("Transcript Participants ConversationCharacteristics ContentMetadata", None),
            ("metadata results", None),
            ("metadata audio_segments statistics", None),
            ("conversationId transcripts participants", None),
            ("id status text words utterances", None),
            ("segments text language", None),
            ("", None),
        ] {
            assert_eq!(Vendor::of(keys.split_whitespace()), vendor, "{keys}");
        }
    }
}
