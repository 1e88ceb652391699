-- CreateTable
CREATE TABLE "Upload" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "owner_id" TEXT NOT NULL,
    "filename" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "modified_at" DATETIME,
    "kind" TEXT,
    "content_type" TEXT,
    "created_at" DATETIME NOT NULL,
    CONSTRAINT "Upload_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- AlterTable: a column in place, since a table made anew would take its milestones with it where foreign keys hold
ALTER TABLE "Task" ADD COLUMN "upload_id" TEXT CONSTRAINT "Task_upload_id_fkey" REFERENCES "Upload" ("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- CreateIndex
CREATE INDEX "Task_upload_id_idx" ON "Task"("upload_id");

-- CreateIndex
CREATE INDEX "Upload_owner_id_idx" ON "Upload"("owner_id");
