"""Counts what the vendors' files beside this one hold, by the vendors' own rules and nothing of the program's code.

    python3 count.py > figures.json

Per file: evaluations (each version once, the same one twice once), how many are drafts, retracted, calibrations,
self-assessments and by a machine; per dimension the scores, their mean percent and those that are N/A or unanswered;
criteria, and how many of them are scored; auto-fails; moments; the sum of the files' own totals; the overall of each.
"""
import json
import os

HERE = os.path.dirname(os.path.abspath(__file__))


def load(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        if not name.endswith(".jsonl"):
            return json.load(file)
        out = []
        for line in file:
            try:
                out.append(json.loads(line))
            except ValueError:
                pass
        return out


def blank():
    return {"state": "final", "kind": "standard", "ai": False, "dims": {}, "criteria": [], "fails": [], "moments": 0,
            "total": None}


def mark(score):
    """A score of Connect's as a percent; None where it is none."""
    low = {key[0].lower() + key[1:]: value for key, value in (score or {}).items()}
    if "percentage" in low:
        return low["percentage"]
    return 0 if low.get("automaticFail") else None


def failed(score):
    low = {key[0].lower() + key[1:]: value for key, value in (score or {}).items()}
    return low.get("automaticFail") is True


def export(doc):
    out = blank()
    meta = doc.get("metadata", doc)
    own = meta.get("score") or doc.get("evaluationFormTotalScore")
    out["key"] = (doc["evaluationId"], meta["evaluationSubmitTimestamp"])
    out["total"] = own.get("percentage")
    out["ai"] = meta.get("evaluationSource") == "AUTOMATED"
    parents = {s["sectionRefId"]: s.get("parentSectionRefId") for s in doc["sections"]}

    def top(ref):
        while parents[ref]:
            ref = parents[ref]
        return ref

    questions = list(doc.get("questions", []))
    for section in doc["sections"]:
        for question in section.get("questions", []):
            questions.append({**question, "sectionRefId": section["sectionRefId"]})
    for section in doc["sections"]:
        ref = section["sectionRefId"]
        if parents[ref]:
            out["criteria"].append(mark(section.get("score")))
            continue
        under = [mark(q.get("score")) for q in questions if top(q["sectionRefId"]) == ref and q["questionType"] != "TEXT"]
        under = [p for p in under if p is not None]
        percent = mark(section.get("score"))
        if "score" not in section:
            percent = sum(under) / len(under) if under else None
        out["dims"][section["sectionTitle"]] = percent
    for question in questions:
        out["criteria"].append(None if question["questionType"] == "TEXT" else mark(question.get("score")))
        if failed(question.get("score")):
            out["fails"].append(question["questionText"])
    sections_failed = [s["sectionTitle"] for s in doc["sections"] if failed(s.get("score"))]
    if not out["fails"]:
        out["fails"] = sections_failed
    if not out["fails"] and failed(own):
        out["fails"] = ["evaluation"]
    return [out]


def api(doc):
    out = blank()
    own, form = doc["Evaluation"], doc["EvaluationForm"]
    out["key"] = (own["EvaluationId"], own["LastModifiedTime"])
    out["total"] = own["Metadata"]["Score"].get("Percentage")
    out["state"] = "draft" if own["Status"] == "DRAFT" else "final"
    out["kind"] = "calibration" if own["EvaluationType"] == "CALIBRATION" else "standard"
    for item in form["Items"]:
        section = item["Section"]
        out["dims"][section["Title"]] = mark(own["Scores"].get(section["RefId"]))
    stack = [(item, True) for item in form["Items"]]
    while stack:
        item, is_top = stack.pop()
        if "Section" in item:
            if not is_top:
                out["criteria"].append(mark(own["Scores"].get(item["Section"]["RefId"])))
            stack.extend((inner, False) for inner in item["Section"]["Items"])
        else:
            question = item["Question"]
            out["criteria"].append(None if question["QuestionType"] == "TEXT" else mark(own["Scores"].get(question["RefId"])))
    if failed(own["Metadata"]["Score"]):
        out["fails"] = ["evaluation"]
    for answer in own["Answers"].values():
        for suggested in answer.get("SuggestedAnswers", []):
            out["moments"] += len(suggested["AnalysisDetails"]["GenAI"]["PointsOfInterest"])
    return [out]


def genesys(doc):
    out = blank()
    out["key"] = (doc["id"], doc["version"])
    out["state"] = {"PENDING": "draft", "RETRACTED": "retracted"}.get(doc["status"], "final")
    out["kind"] = "calibration" if doc.get("calibration") else "standard"
    out["ai"] = not doc.get("evaluator") and bool(doc.get("aiScoring"))
    groups = {g["id"]: g for g in doc["evaluationForm"].get("questionGroups", [])}
    text = {q["id"]: q["text"] for g in groups.values() for q in g["questions"]}
    free = {q["id"] for g in groups.values() for q in g["questions"] if q["type"] == "freeTextQuestion"}
    answers = doc.get("answers") or {}
    out["total"] = answers.get("totalScore")
    for g in groups.values():
        out["dims"][g["name"]] = None
    for g in answers.get("questionGroupScores", []):
        name = groups[g["questionGroupId"]]["name"] if groups else g["questionGroupId"]
        out["dims"][name] = None if g["markedNA"] else 100 * g["totalScore"] / g["maxTotalScore"]
        for question in g["questionScores"]:
            scored = not question.get("markedNA") and question["questionId"] not in free and "score" in question
            out["criteria"].append(question["score"] if scored else None)
            if question.get("failedKillQuestion"):
                out["fails"].append(text[question["questionId"]])
    return [out]


def zendesk(conversation):
    """On the scale of 1 to 5."""
    outs = []
    for review in conversation["reviews"]:
        out = blank()
        out["key"] = (review["id"], 1)
        out["total"] = review["score"]
        out["kind"] = "self" if review["reviewer"]["email"] == review["reviewee"]["email"] else "standard"
        for rating in review["ratings"]:
            percent = None if rating["score"] is None else 100 * (rating["score"] - 1) / 4
            out["dims"][rating["categoryName"]] = percent
            if rating["critical"] and percent is not None and percent < 50:
                out["fails"].append(rating["categoryName"])
        outs.append(out)
    return outs


def autoqa(rows):
    outs = {}
    for row in rows:
        out = outs.setdefault((row["externalTicketId"], row["revieweeEmail"]), blank())
        out["key"] = (row["externalTicketId"], row["revieweeEmail"])
        out["ai"] = True
        percent = 100 * (row["ratingScaleScore"] - 1) / (row["ratingMax"] - 1) if row["evaluated"] else None
        out["dims"][row["ratingCategoryName"]] = percent
        if row["isCritical"] and percent is not None and percent < 50:
            out["fails"].append(row["ratingCategoryName"])
    return list(outs.values())


def miarec(doc):
    report = doc.get("evaluation_report", doc)
    out = blank()
    out["key"] = (report["report_id"], report["revision"])
    out["total"] = report["score"]
    out["state"] = "final" if report["evaluation_completed_at"] else "draft"
    out["kind"] = "calibration" if report["type"] == "calibration" else "standard"
    for section in report["sections"]:
        out["dims"][section["title"]] = (
            None if section["section_na"] else 100 * section["section_points"] / section["section_max_points"])
        if section["answer_fail_form"]:
            out["fails"].append(section["title"])
        out["criteria"].extend(question["question_points"] for question in section["questions"])
    return [out]


def figures(outs):
    same = {}
    for out in outs:
        same.setdefault(json.dumps(out["key"]), out)
    outs = list(same.values())
    dims = {}
    for out in outs:
        for name, percent in out["dims"].items():
            dims.setdefault(name, []).append(percent)
    of = lambda percents: [p for p in percents if p is not None]
    return {
        "evaluations": len(outs),
        "drafts": sum(o["state"] == "draft" for o in outs),
        "retracted": sum(o["state"] == "retracted" for o in outs),
        "calibrations": sum(o["kind"] == "calibration" for o in outs),
        "self_assessments": sum(o["kind"] == "self" for o in outs),
        "by_machine": sum(o["ai"] for o in outs),
        "dimensions": {
            name: {"scored": len(of(all_)), "none": len(all_) - len(of(all_)),
                   "mean": round(sum(of(all_)) / len(of(all_)), 6) if of(all_) else None}
            for name, all_ in sorted(dims.items())},
        "criteria": sum(len(o["criteria"]) for o in outs),
        "criteria_scored": sum(len(of(o["criteria"])) for o in outs),
        "auto_fails": sum(len(o["fails"]) for o in outs),
        "moments": sum(o["moments"] for o in outs),
        "totals": round(sum(o["total"] for o in outs if o["total"] is not None), 6),
    }


FILES = {
    "connect_api.json": lambda doc: api(doc),
    "connect_api.jsonl": lambda docs: [out for doc in docs for out in api(doc)],
    "connect_export.json": lambda docs: [out for doc in docs for out in export(doc)],
    "connect_flat.json": lambda doc: export(doc),
    "genesys.json": lambda doc: [out for entity in doc["entities"] for out in genesys(entity)],
    "miarec.json": lambda doc: miarec(doc),
    "miarec_list.json": lambda docs: [out for doc in docs for out in miarec(doc)],
    "zendesk_autoqa.json": autoqa,
    "zendesk_qa.json": lambda doc: [out for c in doc["conversations"] for out in zendesk(c)],
}

if __name__ == "__main__":
    print(json.dumps({name: figures(read(load(name))) for name, read in FILES.items()}, indent=1))
