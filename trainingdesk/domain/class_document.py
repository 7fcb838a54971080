"""The papers of a class (班级材料): those of the application by the national notice of 2024-01-03, and a county's own."""

from __future__ import annotations

from enum import StrEnum


class ClassDocument(StrEnum):
    """Papers with a fixed meaning; a county may ask for others, which are kept by the name it gives them."""

    APPLICATION = "application"  # 开班申请表
    ROSTER = "roster"  # 学员花名册
    TIMETABLE = "timetable"  # 教学计划/课程表
    INSTRUCTORS = "instructors"  # 授课师资
    TEXTBOOK = "textbook"  # 教材、数字课程
    ASSESSMENT_PLAN = "assessment_plan"  # 考核方案
    INSTITUTION_COMMITMENT = "institution_commitment"  # 机构承诺书
    TRAINEE_COMMITMENTS = "trainee_commitments"  # 参训人员承诺书
    SEATING_PLAN = "seating_plan"  # 座次表
    CLASS_LOG = "class_log"  # 课堂日志
    PHOTOS = "photos"  # 培训照片
    SUMMARY = "summary"  # 培训总结
