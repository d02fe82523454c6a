"""Explain every piece of a card once, and make fields of the explanations.

name_lines, organization_choice     candidates for the person and for the firm
joint_choice                        chooses the two together
titles, joined_lines, accents       add what the other lines say
resolve.py                          runs all of these in order
fields, confidence, code_evidence   make values with evidence, say how sure they are, and use the QR code
"""
